package io.mergesuite.systemtests.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import java.io.IOException;
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

    private final Databases databases;

    public Effects(Databases databases) {
        this.databases = databases;
    }

    /** The rows of a moment with their first ids, by table. */
    public record Kept(Map<String, Map<UUID, UUID>> rows) {}

    /** The rows that are there now. */
    public Kept kept() throws SQLException {
        Map<String, Map<UUID, UUID>> rows = new TreeMap<>();
        Findings found = new Findings(databases);
        for (MovedTable table : MovedTable.ALL) {
            rows.put(
                    table.name(),
                    found.pairs(
                            table.service(),
                            "SELECT id, first_customer_id FROM " + table.name() + " WHERE customer_id IS NOT NULL"));
        }
        return new Kept(rows);
    }

    /** Each violation as a sentence with up to five examples; empty when all holds. */
    public List<String> violations(Kept before) throws SQLException {
        Findings found = new Findings(databases);
        Map<UUID, UUID> mergedInto = found.mergedInto();
        nothingIsLost(before, found);
        movesAreCounted(mergedInto, found);
        customersChangeOnce(found);
        detailsAreTheSurvivors("inquiry", found);
        detailsAreTheSurvivors("review", found);
        contactsAreAsThePolicySays(found);
        return found.sentences();
    }

    private void nothingIsLost(Kept before, Findings found) throws SQLException {
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
            found.report("SG-01 lost rows of " + table, lost);
            found.report("CM-05 changed first customer ids in " + table, changed);
        });
    }

    /**
     * SG-08: a move raises a row's version by one, and nothing else does. So for each customer the versions above one of all rows that are
     * under it, and what the completed merges that have led to it say they moved, are the same number.
     */
    private static void movesAreCounted(Map<UUID, UUID> mergedInto, Findings found) throws SQLException {
        Map<String, Map<UUID, Long>> told = told(mergedInto, found);
        for (MovedTable moved : MovedTable.ALL) {
            Map<UUID, Long> done = found.numbers(
                    moved.service(),
                    "SELECT customer_id, sum(version - 1) FROM " + moved.name()
                            + " WHERE version > 1 AND customer_id IS NOT NULL GROUP BY customer_id");
            Map<UUID, Long> said = told.getOrDefault(moved.kind(), Map.of());
            Set<UUID> all = new HashSet<>(done.keySet());
            all.addAll(said.keySet());
            found.report(
                    "SG-08 customers whose " + moved.kind() + " moved more or less often than their merges tell",
                    all.stream()
                            .filter(id -> !Objects.equals(done.getOrDefault(id, 0L), said.getOrDefault(id, 0L)))
                            .toList());
        }
    }

    /** Rows moved by completed merges: kind, then the customer at the end of the chain. */
    private static Map<String, Map<UUID, Long>> told(Map<UUID, UUID> mergedInto, Findings found) throws SQLException {
        Map<String, Map<UUID, Long>> told = new HashMap<>();
        found.each(Service.MERGE_ORCHESTRATOR, """
                SELECT survivor_id, progress -> 'legs'
                  FROM merge JOIN merge_outcome ON merge_id = id WHERE state = 'COMPLETED'""", row -> {
            UUID survivor = row.getObject(1, UUID.class);
            UUID end = mergedInto.getOrDefault(survivor, survivor);
            for (Map.Entry<String, JsonNode> leg : json(row.getString(2)).properties()) {
                if (leg.getKey().startsWith("reassign.")) {
                    leg.getValue()
                            .path(3)
                            .properties()
                            .forEach(count -> told.computeIfAbsent(count.getKey(), ignored -> new HashMap<>())
                                    .merge(end, count.getValue().asLong(), Long::sum));
                }
            }
        });
        told.values().forEach(counts -> counts.values().removeIf(count -> count == 0));
        return told;
    }

    /**
     * SG-02, SG-08: a merge raises the version of its survivor by one, and that of each source as it is merged away; a lock, an undo or a
     * repeated command raises none.
     */
    private static void customersChangeOnce(Findings found) throws SQLException {
        Map<UUID, Long> survived = found.numbers(Service.MERGE_ORCHESTRATOR, """
                SELECT survivor_id, count(*)
                  FROM merge JOIN merge_outcome ON merge_id = id WHERE state = 'COMPLETED' GROUP BY survivor_id""");
        List<UUID> wrong = new ArrayList<>();
        found.each(Service.CUSTOMER_SERVICE, "SELECT id, version, status = 'MERGED' FROM customer", row -> {
            UUID id = row.getObject(1, UUID.class);
            if (row.getLong(2) != 1 + survived.getOrDefault(id, 0L) + (row.getBoolean(3) ? 1 : 0)) {
                wrong.add(id);
            }
        });
        found.report("SG-08 customers changed more or less often than merged", wrong);
    }

    /** CM-06, CM-08, CM-09: a record that came for another id than it is under has the name, e-mail and phone of its customer. */
    private static void detailsAreTheSurvivors(String table, Findings found) throws SQLException {
        Map<UUID, List<String>> customers = new HashMap<>();
        found.each(Service.CUSTOMER_SERVICE, """
                SELECT id, family_name, given_name,
                       (SELECT e ->> 'value' FROM jsonb_array_elements(emails) e WHERE (e ->> 'primary')::boolean),
                       (SELECT p ->> 'value' FROM jsonb_array_elements(phones) p WHERE (p ->> 'primary')::boolean)
                  FROM customer WHERE status <> 'MERGED'""", row -> customers.put(row.getObject(1, UUID.class), texts(row, 2)));
        List<UUID> wrong = new ArrayList<>();
        found.each(
                Service.ORDER_SERVICE,
                "SELECT id, customer_id, details ->> 'familyName', details ->> 'givenName', details ->> 'email',"
                        + " details ->> 'phone' FROM " + table + " WHERE customer_id <> first_customer_id",
                row -> {
                    if (!texts(row, 3).equals(customers.get(row.getObject(2, UUID.class)))) {
                        wrong.add(row.getObject(1, UUID.class));
                    }
                });
        found.report("CM-08, CM-09 rows of " + table + " without their survivor's details", wrong);
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
    private static void contactsAreAsThePolicySays(Findings found) throws SQLException {
        Map<UUID, Long> taken = found.numbers(
                Service.CUSTOMER_SERVICE,
                "SELECT merged_into, count(*) FROM customer WHERE status = 'MERGED' GROUP BY merged_into");
        Map<String, Boolean> unions = new HashMap<>();
        found.each(
                Service.MERGE_ORCHESTRATOR,
                "SELECT shop_id, policy ->> 'emails' = 'UNION' FROM merge_policy",
                row -> unions.put(row.getString(1), row.getBoolean(2)));
        List<UUID> wrong = new ArrayList<>();
        found.each(
                Service.CUSTOMER_SERVICE,
                "SELECT id, shop_id, jsonb_array_length(emails) FROM customer WHERE status <> 'MERGED'",
                row -> {
                    UUID id = row.getObject(1, UUID.class);
                    boolean union = unions.getOrDefault(row.getString(2), false);
                    if (row.getLong(3) != 1 + (union ? taken.getOrDefault(id, 0L) : 0)) {
                        wrong.add(id);
                    }
                });
        found.report("CM-13 customers with more or fewer e-mail addresses than their merges give", wrong);
    }

    private static JsonNode json(String text) throws SQLException {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new SQLException("a row holds no JSON", e);
        }
    }
}
