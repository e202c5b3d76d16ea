package io.mergesuite.systemtests.oracle;

import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Looks at the five databases by SQL and says what does not hold of SG-01, SG-02 and SG-03. It imports no code of a service and
 * trusts none: what a row says in one database is held against what another says.
 *
 * <p>To be asked when no merge is under way; a merge that is still live is itself a violation (SG-05).
 */
public final class Oracle {

    /** Services that hold redirects and rows of customers whom customer-service owns. */
    private static final List<Service> REFERRING =
            List.of(Service.ORDER_SERVICE, Service.LEAD_SERVICE, Service.BLACKLIST_SERVICE);

    private static final List<Service> PARTICIPANTS = Stream.concat(
                    Stream.of(Service.CUSTOMER_SERVICE), REFERRING.stream())
            .toList();

    private final Databases databases;

    public Oracle(Databases databases) {
        this.databases = databases;
    }

    /** A merge that has ended, as the orchestrator keeps it. */
    private record Ended(UUID survivor, Set<UUID> sources, boolean completed) {}

    /** Each violation as a sentence with up to five examples; empty when all holds. */
    public List<String> violations() throws SQLException {
        Findings found = new Findings(databases);
        Map<UUID, UUID> mergedInto = found.mergedInto();
        Map<UUID, Ended> merges = ended(found);
        nothingIsLeftOver(found);
        redirectsAreShort(mergedInto, found);
        customersAgreeWithMerges(merges, mergedInto, found);
        survivorsAreMarked(mergedInto, found);
        contactPersonsAreTheSurvivors(mergedInto, found);
        matchKeysAreOfTheValues(found);
        for (Service service : PARTICIPANTS) {
            edgesAgreeWithMerges(service, merges, found);
        }
        for (Service service : REFERRING) {
            referencesAgree(service, mergedInto, found);
        }
        for (MovedTable table : MovedTable.ALL) {
            rowsAreUnderTheSurvivor(table, mergedInto, found);
        }
        return found.sentences();
    }

    private static Map<UUID, Ended> ended(Findings found) throws SQLException {
        Map<UUID, Ended> merges = new HashMap<>();
        found.each(
                Service.MERGE_ORCHESTRATOR,
                "SELECT id, survivor_id, source_ids, state FROM merge JOIN merge_outcome ON merge_id = id",
                row -> merges.put(
                        row.getObject(1, UUID.class),
                        new Ended(
                                row.getObject(2, UUID.class),
                                Set.of((UUID[]) row.getArray(3).getArray()),
                                row.getString(4).equals("COMPLETED"))));
        return merges;
    }

    /** SG-02, SG-05: nothing is live, no claim is left, no customer is locked, no patch waits, no edge is half. */
    private static void nothingIsLeftOver(Findings found) throws SQLException {
        found.expectNone(Service.MERGE_ORCHESTRATOR, "SG-05 live merges", "SELECT merge_id FROM merge_work");
        found.expectNone(Service.MERGE_ORCHESTRATOR, "SG-02 claims left", "SELECT customer_id FROM merge_claim");
        found.expectNone(
                Service.MERGE_ORCHESTRATOR,
                "SG-05 merges without an end",
                "SELECT id FROM merge WHERE NOT EXISTS (SELECT FROM merge_outcome WHERE merge_id = id)"
                        + " AND NOT EXISTS (SELECT FROM merge_work WHERE merge_id = id)");
        found.expectNone(
                Service.CUSTOMER_SERVICE,
                "SG-02 customers still locked",
                "SELECT id FROM customer WHERE status = 'MERGING'");
        found.expectNone(Service.CUSTOMER_SERVICE, "SG-02 patches left", "SELECT merge_id FROM merge_patch");
        for (Service service : PARTICIPANTS) {
            found.expectNone(
                    service, "SG-02 edges still pending", "SELECT source_id FROM merge_edge WHERE state = 'PENDING'");
        }
    }

    /** SG-03: no cycle, one step. */
    private static void redirectsAreShort(Map<UUID, UUID> mergedInto, Findings found) {
        found.report(
                "SG-03 redirects of more than one step",
                mergedInto.entrySet().stream()
                        .filter(redirect -> mergedInto.containsKey(redirect.getValue()))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /**
     * CM-11, SG-02: the sources of a completed merge are merged away by it and lead to its survivor, or to whom that one was merged into
     * since; those of an aborted one are not; and nobody is merged away by a merge that is not known.
     */
    private static void customersAgreeWithMerges(Map<UUID, Ended> merges, Map<UUID, UUID> mergedInto, Findings found)
            throws SQLException {
        Map<UUID, UUID> mergeOf = found.pairs(
                Service.CUSTOMER_SERVICE, "SELECT id, merge_id FROM customer WHERE merged_into IS NOT NULL");
        List<UUID> wrong = new ArrayList<>();
        List<UUID> astray = new ArrayList<>();
        merges.forEach((merge, ended) -> {
            UUID end = mergedInto.getOrDefault(ended.survivor(), ended.survivor());
            for (UUID source : ended.sources()) {
                boolean mergedByIt = merge.equals(mergeOf.get(source));
                if (mergedByIt != ended.completed()) {
                    wrong.add(source);
                } else if (mergedByIt && !end.equals(mergedInto.get(source))) {
                    astray.add(source);
                }
            }
        });
        found.report("SG-02 customers that disagree with the outcome of their merge", wrong);
        found.report("CM-11 customers that are not merged into the survivor of their merge", astray);
        found.report(
                "SG-02 customers merged away by a merge that did not end",
                mergeOf.entrySet().stream()
                        .filter(merged -> !merges.containsKey(merged.getValue()))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** CU-01, SG-02: a live customer is marked as survivor if somebody was merged into it, and only then. */
    private static void survivorsAreMarked(Map<UUID, UUID> mergedInto, Findings found) throws SQLException {
        Set<UUID> unmarked = new HashSet<>(mergedInto.values());
        List<UUID> marked = new ArrayList<>();
        found.each(Service.CUSTOMER_SERVICE, "SELECT id FROM customer WHERE survivor AND merged_into IS NULL", row -> {
            UUID id = row.getObject(1, UUID.class);
            if (!unmarked.remove(id)) {
                marked.add(id);
            }
        });
        unmarked.removeAll(mergedInto.keySet()); // told as redirects of more than one step
        found.report("CU-01 survivors that are not marked as such", unmarked);
        found.report("CU-01 customers marked as survivors whom nobody was merged into", marked);
    }

    /** CM-24: a tie between a person and a company is with the ends of the chains from the two it came with. */
    private static void contactPersonsAreTheSurvivors(Map<UUID, UUID> mergedInto, Findings found) throws SQLException {
        List<UUID> astray = new ArrayList<>();
        found.each(
                Service.CUSTOMER_SERVICE,
                "SELECT first_person_id, person_id, first_company_id, company_id FROM contact_person",
                row -> {
                    UUID person = row.getObject(1, UUID.class);
                    UUID company = row.getObject(3, UUID.class);
                    if (!mergedInto.getOrDefault(person, person).equals(row.getObject(2, UUID.class))
                            || !mergedInto.getOrDefault(company, company).equals(row.getObject(4, UUID.class))) {
                        astray.add(person);
                    }
                });
        found.report("CM-24 contact persons whose ties are not with the survivors", astray);
    }

    /**
     * CU-08, CM-13: whoever's e-mail addresses are plain has the match keys of exactly these, the survivor with what it has taken over,
     * the merged-away with its own. Other keys are not made again here: how is a service's affair.
     */
    private static void matchKeysAreOfTheValues(Findings found) throws SQLException {
        found.expectNone(Service.CUSTOMER_SERVICE, "CU-08 customers without the match keys of their e-mails", """
                WITH typed AS (SELECT c.id, e ->> 'value' AS value FROM customer c, jsonb_array_elements(c.emails) e),
                wanted AS (SELECT id, lower(value) COLLATE "C" FROM typed),
                there AS (SELECT customer_id, value FROM customer_key WHERE kind = 'email')
                SELECT DISTINCT id
                  FROM ((TABLE wanted EXCEPT TABLE there) UNION ALL (TABLE there EXCEPT TABLE wanted)) AS different (id, value)
                 WHERE NOT EXISTS (SELECT FROM typed t
                                    WHERE t.id = different.id AND t.value !~ '^[!-?A-~]+@[!-?A-~]+$')""");
    }

    /** SG-02: the edges of a completed merge are all there, lead to its survivor and hold; those of an aborted one do not. */
    private static void edgesAgreeWithMerges(Service service, Map<UUID, Ended> merges, Findings found)
            throws SQLException {
        List<UUID> disagree = new ArrayList<>();
        Map<UUID, Integer> active = new HashMap<>();
        found.each(service, "SELECT merge_id, source_id, survivor_id, state FROM merge_edge", row -> {
            UUID merge = row.getObject(1, UUID.class);
            boolean holds = row.getString(4).equals("ACTIVE");
            Ended ended = merges.get(merge);
            if (holds) {
                active.merge(merge, 1, Integer::sum);
            }
            // Of a merge that nobody knows, an edge may be left that was undone.
            if (ended == null
                    ? holds
                    : holds != ended.completed()
                            || !ended.survivor().equals(row.getObject(3, UUID.class))
                            || !ended.sources().contains(row.getObject(2, UUID.class))) {
                disagree.add(merge);
            }
        });
        found.report("SG-02 edges in " + service.id() + " that disagree with their merge", disagree);
        found.report(
                "SG-02 completed merges without all their edges in " + service.id(),
                merges.entrySet().stream()
                        .filter(merge -> merge.getValue().completed()
                                && active.getOrDefault(merge.getKey(), 0)
                                        != merge.getValue().sources().size())
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** CM-06, SG-03: each service's redirects are those of customer-service. */
    private static void referencesAgree(Service service, Map<UUID, UUID> mergedInto, Findings found)
            throws SQLException {
        Map<UUID, UUID> redirects =
                found.pairs(service, "SELECT id, canonical_id FROM customer_reference WHERE canonical_id <> id");
        found.report(
                "SG-03 redirects of " + service.id() + " that customer-service does not have",
                redirects.entrySet().stream()
                        .filter(redirect -> !redirect.getValue().equals(mergedInto.get(redirect.getKey())))
                        .map(Map.Entry::getKey)
                        .toList());
        found.report(
                "SG-03 merged-away customers that " + service.id() + " knows and does not redirect",
                found
                        .pairs(service, "SELECT id, canonical_id FROM customer_reference WHERE canonical_id = id")
                        .keySet()
                        .stream()
                        .filter(mergedInto::containsKey)
                        .toList());
    }

    /** SG-01: no row carries a merged-away id, and each is with the end of the chain from its first id. */
    private static void rowsAreUnderTheSurvivor(MovedTable table, Map<UUID, UUID> mergedInto, Findings found)
            throws SQLException {
        List<UUID> left = new ArrayList<>();
        List<UUID> astray = new ArrayList<>();
        found.each(
                table.service(),
                "SELECT id, customer_id, first_customer_id FROM " + table.name() + " WHERE customer_id IS NOT NULL",
                row -> {
                    UUID owner = row.getObject(2, UUID.class);
                    UUID first = row.getObject(3, UUID.class);
                    if (mergedInto.containsKey(owner)) {
                        left.add(row.getObject(1, UUID.class));
                    }
                    if (!owner.equals(mergedInto.getOrDefault(first, first))) {
                        astray.add(row.getObject(1, UUID.class));
                    }
                });
        found.report("SG-01 rows of " + table.name() + " that carry a merged-away id", left);
        found.report(
                "SG-01 rows of " + table.name() + " that are not with the end of the chain from their first id",
                astray);
    }
}
