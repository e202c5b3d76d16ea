package io.mergesuite.systemtests.oracle;

import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Looks at the five databases by SQL and says what does not hold of SG-01, SG-02 and SG-03. It imports no code of a service and
 * trusts none: what a row says in one database is held against what another says.
 *
 * <p>To be asked when no merge is under way; a merge that is still live is itself a violation (SG-05).
 */
public final class Oracle {

    private static final int EXAMPLES = 5;

    /** Tables whose rows belong to a customer, by service. */
    private static final Map<Service, List<String>> OWNED = new TreeMap<>(Map.of(
            Service.ORDER_SERVICE, List.of("orders", "subscription", "review", "inquiry"),
            Service.LEAD_SERVICE, List.of("lead"),
            Service.BLACKLIST_SERVICE, List.of("blacklist_entry")));

    private final Databases databases;

    public Oracle(Databases databases) {
        this.databases = databases;
    }

    /** Each violation as a sentence with up to five examples; empty when all holds. */
    public List<String> violations() throws SQLException {
        List<String> found = new ArrayList<>();
        Map<UUID, UUID> mergedInto = mergedInto();
        mergesHaveEnded(found);
        redirectsAreShort(mergedInto, found);
        mergesAgreeWithCustomers(found);
        for (Map.Entry<Service, List<String>> owner : OWNED.entrySet()) {
            referencesAgree(owner.getKey(), mergedInto, found);
            for (String table : owner.getValue()) {
                rowsAreUnderTheSurvivor(owner.getKey(), table, mergedInto, found);
            }
        }
        return found;
    }

    private Map<UUID, UUID> mergedInto() throws SQLException {
        return pairs(Service.CUSTOMER_SERVICE, "SELECT id, merged_into FROM customer WHERE status = 'MERGED'");
    }

    /** SG-02, SG-05: nothing is live, no claim is left, no customer is locked, no edge is half. */
    private void mergesHaveEnded(List<String> found) throws SQLException {
        expectNone(found, Service.MERGE_ORCHESTRATOR, "SG-05 live merges", "SELECT merge_id FROM merge_work");
        expectNone(found, Service.MERGE_ORCHESTRATOR, "SG-02 claims left", "SELECT customer_id FROM merge_claim");
        expectNone(
                found,
                Service.MERGE_ORCHESTRATOR,
                "SG-05 merges without an end",
                "SELECT id FROM merge WHERE NOT EXISTS (SELECT FROM merge_outcome WHERE merge_id = id)"
                        + " AND NOT EXISTS (SELECT FROM merge_work WHERE merge_id = id)");
        expectNone(
                found,
                Service.CUSTOMER_SERVICE,
                "SG-02 customers still locked",
                "SELECT id FROM customer WHERE status = 'MERGING'");
        for (Service service : List.of(
                Service.CUSTOMER_SERVICE, Service.ORDER_SERVICE, Service.LEAD_SERVICE, Service.BLACKLIST_SERVICE)) {
            expectNone(
                    found,
                    service,
                    "SG-02 edges still pending",
                    "SELECT source_id FROM merge_edge WHERE state = 'PENDING'");
        }
    }

    /** SG-03: no cycle, one step. */
    private static void redirectsAreShort(Map<UUID, UUID> mergedInto, List<String> found) {
        report(
                found,
                "SG-03 redirects of more than one step",
                mergedInto.entrySet().stream()
                        .filter(redirect -> mergedInto.containsKey(redirect.getValue()))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** SG-02: the sources of a completed merge lead to its survivor's end; those of an aborted one have no redirect by it. */
    private void mergesAgreeWithCustomers(List<String> found) throws SQLException {
        Map<UUID, String> states = new HashMap<>();
        Map<UUID, UUID> mergeOf =
                pairs(Service.CUSTOMER_SERVICE, "SELECT id, merge_id FROM customer WHERE status = 'MERGED'");
        List<UUID> wrong = new ArrayList<>();
        try (Connection connection = databases.connect(Service.MERGE_ORCHESTRATOR);
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, source, state FROM merge JOIN merge_outcome ON merge_id = id, unnest(source_ids) AS source");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                UUID merge = rows.getObject(1, UUID.class);
                UUID source = rows.getObject(2, UUID.class);
                states.put(merge, rows.getString(3));
                boolean mergedByIt = merge.equals(mergeOf.get(source));
                if (mergedByIt != rows.getString(3).equals("COMPLETED")) {
                    wrong.add(source);
                }
            }
        }
        report(found, "SG-02 customers that disagree with the outcome of their merge", wrong);
        for (Service service : List.of(Service.ORDER_SERVICE, Service.LEAD_SERVICE, Service.BLACKLIST_SERVICE)) {
            List<UUID> disagree = new ArrayList<>();
            try (Connection connection = databases.connect(service);
                    PreparedStatement statement =
                            connection.prepareStatement("SELECT DISTINCT merge_id, state FROM merge_edge");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String outcome = states.get(rows.getObject(1, UUID.class));
                    if (outcome != null
                            && outcome.equals("COMPLETED") != rows.getString(2).equals("ACTIVE")) {
                        disagree.add(rows.getObject(1, UUID.class));
                    }
                }
            }
            report(
                    found,
                    "SG-02 edges in " + service.id() + " that disagree with the outcome of their merge",
                    disagree);
        }
    }

    /** CM-06, SG-03: each service's redirects are those of customer-service. */
    private void referencesAgree(Service service, Map<UUID, UUID> mergedInto, List<String> found) throws SQLException {
        Map<UUID, UUID> redirects =
                pairs(service, "SELECT id, canonical_id FROM customer_reference WHERE canonical_id <> id");
        report(
                found,
                "SG-03 redirects of " + service.id() + " that customer-service does not have",
                redirects.entrySet().stream()
                        .filter(redirect -> !redirect.getValue().equals(mergedInto.get(redirect.getKey())))
                        .map(Map.Entry::getKey)
                        .toList());
        report(
                found,
                "SG-03 merged-away customers that " + service.id() + " knows and does not redirect",
                pairs(service, "SELECT id, canonical_id FROM customer_reference WHERE canonical_id = id")
                        .keySet()
                        .stream()
                        .filter(mergedInto::containsKey)
                        .toList());
    }

    /** SG-01: no row carries a merged-away id, and each is with the end of the chain from its first id. */
    private void rowsAreUnderTheSurvivor(Service service, String table, Map<UUID, UUID> mergedInto, List<String> found)
            throws SQLException {
        List<UUID> left = new ArrayList<>();
        List<UUID> astray = new ArrayList<>();
        try (Connection connection = databases.connect(service)) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT id, customer_id, first_customer_id FROM " + table + " WHERE customer_id IS NOT NULL")) {
                statement.setFetchSize(10_000);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        UUID owner = rows.getObject(2, UUID.class);
                        UUID first = rows.getObject(3, UUID.class);
                        if (mergedInto.containsKey(owner)) {
                            left.add(rows.getObject(1, UUID.class));
                        }
                        if (!owner.equals(mergedInto.getOrDefault(first, first))) {
                            astray.add(rows.getObject(1, UUID.class));
                        }
                    }
                }
            }
        }
        report(found, "SG-01 rows of " + table + " that carry a merged-away id", left);
        report(found, "SG-01 rows of " + table + " that are not with the end of the chain from their first id", astray);
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

    private void expectNone(List<String> found, Service service, String what, String query) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (Connection connection = databases.connect(service);
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        report(found, what + " in " + service.id(), ids);
    }

    private static void report(List<String> found, String what, List<UUID> ids) {
        if (!ids.isEmpty()) {
            found.add(what + ": " + ids.size() + ", such as " + ids.subList(0, Math.min(EXAMPLES, ids.size())));
        }
    }
}
