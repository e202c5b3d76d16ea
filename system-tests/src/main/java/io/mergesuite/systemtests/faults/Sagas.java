package io.mergesuite.systemtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.faults.KillTable.Cell;
import io.mergesuite.systemtests.faults.KillTable.Side;
import io.mergesuite.systemtests.suite.Databases;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Where the merges under way stand, read from the databases. */
record Sagas(Databases databases) {

    /** A merge under way. */
    private record Live(SagaState state, JsonNode legs) {

        /** Whether this participant owes the answer to this step. */
        boolean awaits(String step, String participant) {
            JsonNode leg = legs.path(step + "." + participant);
            return leg.isArray() && leg.path(2).asLong() == 0;
        }
    }

    /** Nothing under way: no merge, no batch with groups to open, no lost merge that is asked about, nothing half prepared. */
    boolean allEnded() throws SQLException {
        if (databases.number(
                        Service.MERGE_ORCHESTRATOR,
                        "SELECT (SELECT count(*) FROM merge_work) + (SELECT count(*) FROM merge_recovery)"
                                + " + (SELECT count(*) FROM merge_batch WHERE ended_at IS NULL)")
                > 0) {
            return false;
        }
        for (Service service : Service.values()) {
            if (service != Service.MERGE_ORCHESTRATOR
                    && databases.number(service, "SELECT count(*) FROM merge_edge WHERE state = 'PENDING'") > 0) {
                return false;
            }
        }
        return true;
    }

    /** The states of the merges under way. */
    Map<UUID, SagaState> states() throws SQLException, IOException {
        Map<UUID, SagaState> states = new HashMap<>();
        live().forEach((merge, live) -> states.put(merge, live.state()));
        return states;
    }

    /** The merges that have not ended. */
    Set<UUID> live(Set<UUID> of) throws SQLException, IOException {
        Set<UUID> live = new HashSet<>(of);
        live.retainAll(live().keySet());
        return live;
    }

    /**
     * In which states the merges were that a participant was working on when it died. What it died in is known from what its database
     * holds of them now: before the commit nothing of the step, after it all; and the orchestrator, which moves a merge on only when
     * this participant has answered, still waits for it. A state that the merge may have entered between the kill and this look does
     * not count, unless the merge was in it when the process started.
     *
     * @param atStart the states when the process started that has died
     */
    Set<Cell> diedIn(Service participant, String step, Side side, Map<UUID, SagaState> atStart)
            throws SQLException, IOException {
        String name = participant.id().replace("-service", "");
        List<SagaState> states = SagaState.of(step);
        Map<UUID, String> edges = edges(participant);
        Set<Cell> cells = new HashSet<>();
        live().forEach((merge, live) -> {
            boolean certain = states.indexOf(live.state()) == 0 || live.state() == atStart.get(merge);
            if (states.contains(live.state())
                    && certain
                    && live.awaits(step, name)
                    && fits(step, side, edges.getOrDefault(merge, "NONE"))) {
                cells.add(new Cell(live.state(), participant, side));
            }
        });
        return cells;
    }

    private static boolean fits(String step, Side side, String edge) {
        boolean before = side == Side.BEFORE;
        return switch (step) {
            case "prepare" -> edge.equals(before ? "NONE" : "PENDING");
            case "reassign", "retire" -> edge.equals(before ? "PENDING" : "ACTIVE");
            case "undo" -> edge.equals("UNDONE") != before;
            default -> false;
        };
    }

    private Map<UUID, Live> live() throws SQLException, IOException {
        Map<UUID, Live> live = new HashMap<>();
        try (Connection connection = databases.connect(Service.MERGE_ORCHESTRATOR);
                PreparedStatement statement =
                        connection.prepareStatement("SELECT merge_id, state, progress::text FROM merge_work");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                live.put(
                        rows.getObject(1, UUID.class),
                        new Live(
                                SagaState.valueOf(rows.getString(2)),
                                SuiteClient.JSON.readTree(rows.getString(3)).path("legs")));
            }
        }
        return live;
    }

    private Map<UUID, String> edges(Service participant) throws SQLException {
        Map<UUID, String> edges = new HashMap<>();
        try (Connection connection = databases.connect(participant);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT DISTINCT merge_id, state FROM merge_edge WHERE changed_at > now() - interval '15 minutes'");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                edges.put(rows.getObject(1, UUID.class), rows.getString(2));
            }
        }
        return edges;
    }
}
