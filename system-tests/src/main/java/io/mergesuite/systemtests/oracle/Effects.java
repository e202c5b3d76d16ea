package io.mergesuite.systemtests.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Looks by SQL at what merges have done to rows: that each move happened exactly once and was counted (SG-08), that what was there stays
 * and keeps its first id (SG-01, CM-05), that details are the survivor's (CM-08, CM-09, CM-13). To be asked when no merge is under way,
 * of a base that nobody has edited since it was made.
 */
public final class Effects {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EXAMPLES = 5;

    /** Rows that move: the service, the table, and their name in the counts of a merge. */
    private record Moved(Service service, String table, String kind) {}

    private static final List<Moved> MOVED = List.of(
            new Moved(Service.ORDER_SERVICE, "orders", "orders"),
            new Moved(Service.ORDER_SERVICE, "subscription", "subscriptions"),
            new Moved(Service.ORDER_SERVICE, "review", "reviews"),
            new Moved(Service.ORDER_SERVICE, "inquiry", "inquiries"),
            new Moved(Service.LEAD_SERVICE, "lead", "leads"),
            new Moved(Service.BLACKLIST_SERVICE, "blacklist_entry", "blacklistEntries"));

    private final Databases databases;

    public Effects(Databases databases) {
        this.databases = databases;
    }

    /** The rows of a moment with their first ids, by table. */
    public record Kept(Map<String, Map<UUID, UUID>> rows) {}

    /** The rows that are there now. */
    public Kept kept() throws SQLException {
        Map<String, Map<UUID, UUID>> rows = new TreeMap<>();
        for (Moved moved : MOVED) {
            rows.put(
                    moved.table(),
                    pairs(
                            moved.service(),
                            "SELECT id, first_customer_id FROM " + moved.table() + " WHERE customer_id IS NOT NULL"));
        }
        return new Kept(rows);
    }

    /** Each violation as a sentence with up to five examples; empty when all holds. */
    public List<String> violations(Kept before) throws SQLException {
        List<String> found = new ArrayList<>();
        nothingIsLost(before, found);
        movesAreCounted(found);
        detailsAreTheSurvivors("inquiry", found);
        detailsAreTheSurvivors("review", found);
        contactsAreAsThePolicySays(found);
        return found;
    }

    private void nothingIsLost(Kept before, List<String> found) throws SQLException {
        Map<String, Map<UUID, UUID>> now = kept().rows();
        before.rows().forEach((table, rows) -> {
            List<UUID> lost = new ArrayList<>();
            List<UUID> changed = new ArrayList<>();
            rows.forEach((id, first) -> {
                UUID firstNow = now.get(table).get(id);
                if (firstNow == null) {
                    lost.add(id);
                } else if (!firstNow.equals(first)) {
                    changed.add(id);
                }
            });
            report(found, "SG-01 lost rows of " + table, lost);
            report(found, "CM-05 changed first customer ids in " + table, changed);
        });
    }

    /**
     * SG-08: a move raises a row's version by one, and nothing else does. So for each customer the versions above one of all rows that are
     * under it, and what the completed merges that have led to it say they moved, are the same number.
     */
    private void movesAreCounted(List<String> found) throws SQLException {
        Map<UUID, UUID> mergedInto =
                pairs(Service.CUSTOMER_SERVICE, "SELECT id, merged_into FROM customer WHERE status = 'MERGED'");
        Map<String, Map<UUID, Long>> told = told(mergedInto);
        for (Moved moved : MOVED) {
            Map<UUID, Long> done = numbers(
                    moved.service(),
                    "SELECT customer_id, sum(version - 1) FROM " + moved.table()
                            + " WHERE version > 1 AND customer_id IS NOT NULL GROUP BY customer_id");
            Map<UUID, Long> said = told.getOrDefault(moved.kind(), Map.of());
            Set<UUID> all = new HashSet<>(done.keySet());
            all.addAll(said.keySet());
            report(
                    found,
                    "SG-08 customers whose " + moved.kind() + " moved more or less often than their merges tell",
                    all.stream()
                            .filter(id -> !Objects.equals(done.getOrDefault(id, 0L), said.getOrDefault(id, 0L)))
                            .toList());
        }
    }

    /** Rows moved by completed merges: kind, then the customer at the end of the chain. */
    private Map<String, Map<UUID, Long>> told(Map<UUID, UUID> mergedInto) throws SQLException {
        Map<String, Map<UUID, Long>> told = new HashMap<>();
        try (Connection connection = databases.connect(Service.MERGE_ORCHESTRATOR);
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT survivor_id, progress -> 'legs'
                          FROM merge JOIN merge_outcome ON merge_id = id WHERE state = 'COMPLETED'""");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                UUID survivor = rows.getObject(1, UUID.class);
                UUID end = mergedInto.getOrDefault(survivor, survivor);
                JsonNode legs = json(rows.getString(2));
                for (Map.Entry<String, JsonNode> leg : legs.properties()) {
                    if (leg.getKey().startsWith("reassign.")) {
                        leg.getValue()
                                .path(3)
                                .properties()
                                .forEach(count -> told.computeIfAbsent(count.getKey(), ignored -> new HashMap<>())
                                        .merge(end, count.getValue().asLong(), Long::sum));
                    }
                }
            }
        }
        told.values().forEach(counts -> counts.values().removeIf(count -> count == 0));
        return told;
    }

    /** CM-06, CM-08, CM-09: a record that came for another id than it is under has the name, e-mail and phone of its customer. */
    private void detailsAreTheSurvivors(String table, List<String> found) throws SQLException {
        Map<UUID, List<String>> customers = new HashMap<>();
        try (Connection connection = databases.connect(Service.CUSTOMER_SERVICE);
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT id, family_name, given_name,
                               (SELECT e ->> 'value' FROM jsonb_array_elements(emails) e WHERE (e ->> 'primary')::boolean),
                               (SELECT p ->> 'value' FROM jsonb_array_elements(phones) p WHERE (p ->> 'primary')::boolean)
                          FROM customer WHERE status <> 'MERGED'""");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                customers.put(rows.getObject(1, UUID.class), texts(rows, 2));
            }
        }
        List<UUID> wrong = new ArrayList<>();
        try (Connection connection = databases.connect(Service.ORDER_SERVICE);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, customer_id, details ->> 'familyName', details ->> 'givenName', details ->> 'email',"
                                + " details ->> 'phone' FROM " + table + " WHERE customer_id <> first_customer_id");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (!texts(rows, 3).equals(customers.get(rows.getObject(2, UUID.class)))) {
                    wrong.add(rows.getObject(1, UUID.class));
                }
            }
        }
        report(found, "CM-08, CM-09 rows of " + table + " without their survivor's details", wrong);
    }

    private static List<String> texts(ResultSet row, int from) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < from + 4; i++) {
            texts.add(String.valueOf(row.getString(i)));
        }
        return texts;
    }

    /**
     * CM-13, SG-02: of customers who came with one e-mail address each, a survivor has its own or, under UNION, those of all whom it has
     * taken in, and of nobody else; so an aborted merge has left nothing behind.
     */
    private void contactsAreAsThePolicySays(List<String> found) throws SQLException {
        Map<UUID, Long> taken = numbers(
                Service.CUSTOMER_SERVICE,
                "SELECT merged_into, count(*) FROM customer WHERE status = 'MERGED' GROUP BY merged_into");
        Map<String, Boolean> unions = new HashMap<>();
        try (Connection connection = databases.connect(Service.MERGE_ORCHESTRATOR);
                PreparedStatement statement =
                        connection.prepareStatement("SELECT shop_id, policy ->> 'emails' = 'UNION' FROM merge_policy");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                unions.put(rows.getString(1), rows.getBoolean(2));
            }
        }
        List<UUID> wrong = new ArrayList<>();
        try (Connection connection = databases.connect(Service.CUSTOMER_SERVICE);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, shop_id, jsonb_array_length(emails) FROM customer WHERE status <> 'MERGED'");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                UUID id = rows.getObject(1, UUID.class);
                long expected = 1 + (unions.getOrDefault(rows.getString(2), false) ? taken.getOrDefault(id, 0L) : 0);
                if (rows.getLong(3) != expected) {
                    wrong.add(id);
                }
            }
        }
        report(found, "CM-13 customers with more or fewer e-mail addresses than their merges give", wrong);
    }

    private Map<UUID, UUID> pairs(Service service, String query) throws SQLException {
        Map<UUID, UUID> pairs = new HashMap<>();
        try (Connection connection = databases.connect(service);
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                pairs.put(rows.getObject(1, UUID.class), rows.getObject(2, UUID.class));
            }
        }
        return pairs;
    }

    private Map<UUID, Long> numbers(Service service, String query) throws SQLException {
        Map<UUID, Long> numbers = new HashMap<>();
        try (Connection connection = databases.connect(service);
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                numbers.put(rows.getObject(1, UUID.class), rows.getLong(2));
            }
        }
        return numbers;
    }

    private static JsonNode json(String text) throws SQLException {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new SQLException("a row holds no JSON", e);
        }
    }

    private static void report(List<String> found, String what, List<UUID> ids) {
        if (!ids.isEmpty()) {
            found.add(what + ": " + ids.size() + ", such as " + ids.subList(0, Math.min(EXAMPLES, ids.size())));
        }
    }
}
