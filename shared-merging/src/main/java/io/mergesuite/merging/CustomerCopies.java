package io.mergesuite.merging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.facts.CustomerFacts;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The details of customers for records that come for a merged-away id (CM-06): from this service's copy of
 * {@code customer.facts}, or, where that copy is older than the merge, as kept with the merge's edge.
 */
@ApplicationScoped
public class CustomerCopies {

    private final Db db;
    private final ObjectMapper json;

    CustomerCopies(Db db, ObjectMapper json) {
        this.db = db;
        this.json = json;
    }

    /**
     * The present details of each survivor, by the id that was resolved to it; ids that lead to themselves, and survivors of which
     * nothing is known, are missing. To be called with what {@link CustomerReferences#resolveAll} gave, in the same transaction.
     */
    public Map<CustomerId, SurvivorDetails> detailsForLateRecords(Map<CustomerId, CanonicalCustomerId> resolved) {
        Map<CustomerId, CustomerId> late = resolved.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(entry.getValue().value()))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().value()));
        if (late.isEmpty()) {
            return Map.of();
        }
        Map<CustomerId, SurvivorDetails> bySurvivor = latest(Set.copyOf(late.values()));
        Map<CustomerId, SurvivorDetails> found = new HashMap<>();
        late.forEach((id, survivor) -> {
            if (bySurvivor.containsKey(survivor)) {
                found.put(id, bySurvivor.get(survivor));
            }
        });
        return found;
    }

    private Map<CustomerId, SurvivorDetails> latest(Set<CustomerId> survivors) {
        // An edge's details were computed from a version, and hold what the merge made of it:
        // they win over a copy of that version.
        return db.handle()
                .createQuery("""
                        SELECT DISTINCT ON (survivor) survivor, details::text AS details
                          FROM (SELECT c.id AS survivor, c.version, 0 AS merged, c.details
                                  FROM customer_copy c WHERE c.id = ANY (:survivors)
                                UNION ALL
                                SELECT e.survivor_id, (e.details ->> 'customerVersion')::bigint, 1, e.details
                                  FROM customer_reference r
                                  JOIN merge_edge e ON e.source_id = r.id AND e.survivor_id = r.canonical_id
                                 WHERE r.canonical_id = ANY (:survivors) AND r.canonical_id <> r.id
                                   AND e.state = 'ACTIVE' AND e.details IS NOT NULL) d
                         ORDER BY survivor, version DESC, merged DESC""")
                .bindNamedArgumentFinder(Columns.of(survivors).uuids("survivors", CustomerId::value))
                .reduceRows(new HashMap<>(), (found, row) -> {
                    found.put(
                            row.getColumn("survivor", CustomerId.class),
                            details(row.getColumn("details", String.class)));
                    return found;
                });
    }

    /** Takes over what customer-service tells; an older version than the one at hand changes nothing. */
    void apply(Collection<CustomerFacts> told) {
        Map<CustomerId, CustomerFacts> latest = told.stream()
                .collect(Collectors.toMap(
                        CustomerFacts::id,
                        facts -> facts,
                        (one, other) -> one.version() >= other.version() ? one : other));
        if (latest.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO customer_copy AS c (id, version, details)
                        SELECT * FROM unnest(:ids, :versions, :details) AS f (id, version, details) ORDER BY id
                        ON CONFLICT (id) DO UPDATE SET version = excluded.version, details = excluded.details
                         WHERE c.version < excluded.version""")
                .bindNamedArgumentFinder(Columns.of(latest.values())
                        .uuids("ids", facts -> facts.id().value())
                        .longs("versions", CustomerFacts::version)
                        .json("details", facts -> text(facts.details())))
                .execute();
    }

    private SurvivorDetails details(String text) {
        try {
            return json.readValue(text, SurvivorDetails.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(SurvivorDetails details) {
        try {
            return json.writeValueAsString(details);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
