package io.mergesuite.customers.merging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.Belonging;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.customers.customer.CustomerDetails;
import io.mergesuite.customers.customer.Customers;
import io.mergesuite.customers.customer.DetailsChange;
import io.mergesuite.customers.merging.KnownState.Change;
import io.mergesuite.customers.merging.MergeEffect.Retire;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The saga's tables of this service, read and written for a whole poll at once: a set of any size takes the same handful of
 * statements. Everything here runs in the transaction of the handler.
 */
@ApplicationScoped
class MergeEdges {

    private record SourceEdge(MergeId merge, CustomerId source, Participation part) {

        EdgeState opensAs() {
            return part.state() == EdgeState.ACTIVE ? EdgeState.PENDING : part.state();
        }

        String carried() {
            return part.prepared() == null
                    ? "{}"
                    : array(part.prepared().carryOver().carried().stream()
                            .map(Belonging::name)
                            .toList());
        }
    }

    private record StoredPatch(MergeId merge, Prepared prepared) {}

    record Redirect(MergeId merge, CustomerId source, CustomerId survivor) {

        static List<Redirect> of(Retire retire) {
            return retire.part().sources().stream()
                    .map(source ->
                            new Redirect(retire.merge(), source, retire.part().survivor()))
                    .toList();
        }
    }

    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    private final Db db;
    private final ObjectMapper json;
    private final Customers customers;
    private final Belongings belongings;

    MergeEdges(Db db, ObjectMapper json, Customers customers, Belongings belongings) {
        this.db = db;
        this.json = json;
        this.customers = customers;
        this.belongings = belongings;
    }

    /**
     * Locks the customers in the order of their ids, then reads what is known of the merges. In this order: a merge's state
     * changes only under the locks of its customers.
     *
     * @param detailed the customers whose values matter for sure; those of survivors that have a patch are read as well
     */
    KnownState lock(Collection<CustomerId> ids, Collection<MergeId> merges, Set<CustomerId> detailed) {
        return known(read(ids, " FOR UPDATE"), merges, detailed);
    }

    /** The same for a merge that is only looked at: nobody is locked. */
    KnownState look(Set<CustomerId> ids) {
        return known(read(ids, ""), Set.of(), ids);
    }

    private List<CustomerState> read(Collection<CustomerId> ids, String lock) {
        return db.handle()
                .createQuery("""
                        SELECT id, shop_id, kind, status, merge_id, merged_into, survivor, version
                          FROM customer WHERE id = ANY(:ids) ORDER BY id""" + lock)
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", CustomerId::value))
                .map((row, context) -> customer(row))
                .list();
    }

    private KnownState known(List<CustomerState> locked, Collection<MergeId> merges, Set<CustomerId> detailed) {
        Map<MergeId, Participation> known = participations(merges);
        Set<CustomerId> looked = new LinkedHashSet<>(detailed);
        known.values().stream()
                .filter(part ->
                        part.prepared() != null && !part.prepared().patch().isEmpty())
                .forEach(part -> looked.add(part.survivor()));
        Map<CustomerId, CustomerDetails> details = looked.isEmpty() ? Map.of() : customers.details(looked);
        return new KnownState(
                locked.stream()
                        .map(customer -> customer.withDetails(details.get(customer.id())))
                        .toList(),
                known);
    }

    private Map<MergeId, Participation> participations(Collection<MergeId> merges) {
        Map<MergeId, Prepared> patches = new HashMap<>();
        db.handle()
                .createQuery(
                        "SELECT merge_id, patch, details, losing_fields, carry_over FROM merge_patch WHERE merge_id = ANY(:merges)")
                .bindNamedArgumentFinder(Columns.of(merges).uuids("merges", MergeId::value))
                .map((row, context) -> new StoredPatch(
                        new MergeId(row.getObject("merge_id", UUID.class)),
                        new Prepared(
                                read(row.getString("patch"), SurvivorPatch.class),
                                read(row.getString("details"), SurvivorDetails.class),
                                List.of((String[]) row.getArray("losing_fields").getArray()),
                                read(row.getString("carry_over"), CarryOver.class))))
                .forEach(patch -> patches.put(patch.merge(), patch.prepared()));
        Map<MergeId, Participation> known = new HashMap<>();
        db.handle()
                .createQuery("""
                        SELECT merge_id, any_value(survivor_id) AS survivor_id, any_value(shop_id) AS shop_id,
                               any_value(state) AS state, any_value(counts) AS counts, array_agg(source_id) AS sources,
                               (SELECT m.replaced FROM merge_manifest m
                                 WHERE m.merge_id = e.merge_id AND m.kind = 'customer') AS replaced
                          FROM merge_edge e WHERE merge_id = ANY(:merges) GROUP BY merge_id""")
                .bindNamedArgumentFinder(Columns.of(merges).uuids("merges", MergeId::value))
                .map((row, context) -> {
                    MergeId merge = new MergeId(row.getObject("merge_id", UUID.class));
                    return Map.entry(merge, participation(row, patches.get(merge)));
                })
                .forEach(entry -> known.put(entry.getKey(), entry.getValue()));
        return known;
    }

    /**
     * Brings the database to the state that the effects have led to.
     *
     * @return what the retired merges moved here, by merge
     */
    Map<MergeId, Map<String, Long>> carryOut(KnownState state, List<MergeEffect> effects, Duration inDoubtAfter) {
        List<Retire> retired = effects.stream()
                .filter(Retire.class::isInstance)
                .map(Retire.class::cast)
                .toList();
        open(state.openedMerges(), inDoubtAfter);
        writeCustomers(state.changedCustomers());
        Map<MergeId, Map<String, Long>> counts = moveTies(state, retired);
        belongings
                .carryOver(retired)
                .forEach((merge, carried) ->
                        counts.computeIfAbsent(merge, id -> new HashMap<>()).putAll(carried));
        compress(retired);
        end(state.endedMerges(), counts);
        patch(state, retired);
        return counts;
    }

    private void open(Map<MergeId, Participation> opened, Duration inDoubtAfter) {
        if (opened.isEmpty()) {
            return;
        }
        List<SourceEdge> edges = new ArrayList<>();
        opened.forEach(
                (merge, part) -> part.sources().forEach(source -> edges.add(new SourceEdge(merge, source, part))));
        // Two undos of a merge whose customers are not known meet without a lock between them. Only RECOVER opens
        // again. What was opened and retired by one set is PENDING until end().
        db.handle()
                .createUpdate("""
                        INSERT INTO merge_edge (merge_id, source_id, survivor_id, shop_id, state, carried)
                        SELECT merge_id, source_id, survivor_id, shop_id, state, carried::text[]
                          FROM unnest(:merges, :sources, :survivors, :shops, :states, :carried)
                            AS n (merge_id, source_id, survivor_id, shop_id, state, carried)
                        ON CONFLICT (merge_id, source_id) DO UPDATE
                           SET state = excluded.state, carried = excluded.carried, changed_at = now()
                         WHERE merge_edge.state = 'UNDONE' AND excluded.state = 'PENDING'""")
                .bindNamedArgumentFinder(Columns.of(edges)
                        .uuids("merges", edge -> edge.merge().value())
                        .uuids("sources", edge -> edge.source().value())
                        .uuids("survivors", edge -> edge.part().survivor().value())
                        .texts("shops", edge -> edge.part().shop().value())
                        .texts("states", edge -> edge.opensAs().name())
                        .texts("carried", SourceEdge::carried))
                .execute();
        List<Map.Entry<MergeId, Participation>> prepared = opened.entrySet().stream()
                .filter(merge -> merge.getValue().state() == EdgeState.PENDING)
                .toList();
        if (prepared.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO merge_patch (merge_id, shop_id, survivor_id, patch, details, losing_fields, carry_over, ask_at)
                        SELECT merge_id, shop_id, survivor_id, patch, details, losing_fields::text[], carry_over,
                               now() + make_interval(secs => :inDoubtAfter)
                          FROM unnest(:merges, :shops, :survivors, :patches, :details, :losing, :carryOvers)
                            AS p (merge_id, shop_id, survivor_id, patch, details, losing_fields, carry_over)""")
                .bind("inDoubtAfter", inDoubtAfter.toMillis() / 1000.0)
                .bindNamedArgumentFinder(Columns.of(prepared)
                        .uuids("merges", merge -> merge.getKey().value())
                        .texts("shops", merge -> merge.getValue().shop().value())
                        .uuids("survivors", merge -> merge.getValue().survivor().value())
                        .json(
                                "patches",
                                merge -> write(merge.getValue().prepared().patch()))
                        .json(
                                "details",
                                merge -> write(merge.getValue().prepared().details()))
                        .texts(
                                "losing",
                                merge -> array(merge.getValue().prepared().losingFields()))
                        .json(
                                "carryOvers",
                                merge -> write(merge.getValue().prepared().carryOver())))
                .execute();
    }

    private void writeCustomers(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        int written = db.handle()
                .createUpdate("""
                        UPDATE customer c
                           SET status = n.status, merge_id = n.merge_id, merged_into = n.merged_into,
                               survivor = n.survivor, version = n.version,
                               updated_at = CASE WHEN n.version > c.version THEN now() ELSE c.updated_at END
                          FROM unnest(:ids, :statuses, :merges, :into, :survivors, :versions, :wasStatuses, :wasMerges)
                            AS n (id, status, merge_id, merged_into, survivor, version, was_status, was_merge)
                         WHERE c.id = n.id AND c.status = n.was_status AND c.merge_id IS NOT DISTINCT FROM n.was_merge""")
                .bindNamedArgumentFinder(Columns.of(changes)
                        .uuids("ids", change -> change.is().id().value())
                        .texts("statuses", change -> change.is().status().name())
                        .uuids("merges", change -> uuid(change.is().merge()))
                        .uuids(
                                "into",
                                change -> Optional.ofNullable(change.is().mergedInto())
                                        .map(CustomerId::value)
                                        .orElse(null))
                        .booleans("survivors", change -> change.is().survivor())
                        .longs("versions", change -> change.is().version())
                        .texts("wasStatuses", change -> change.was().status().name())
                        .uuids("wasMerges", change -> uuid(change.was().merge())))
                .execute();
        if (written != changes.size()) {
            throw new IllegalStateException(
                    "of " + changes.size() + " locked customers " + (changes.size() - written) + " were not as locked");
        }
    }

    /** CM-24: contact persons of a merged-away company go to the survivor, and so do the ties of a merged-away person. */
    private Map<MergeId, Map<String, Long>> moveTies(KnownState state, List<Retire> retired) {
        Map<MergeId, Map<String, Long>> counts = new HashMap<>();
        List<Redirect> persons = new ArrayList<>();
        List<Redirect> companies = new ArrayList<>();
        for (Retire retire : retired) {
            CustomerId survivor = retire.part().survivor();
            boolean corporate = state.customer(survivor).orElseThrow().kind() == CustomerKind.CORPORATE;
            (corporate ? companies : persons).addAll(Redirect.of(retire));
        }
        count(counts, "companies", persons, """
                UPDATE contact_person t SET person_id = n.survivor
                  FROM unnest(:merges, :sources, :survivors) AS n (merge, source, survivor)
                 WHERE t.person_id = n.source RETURNING n.merge""");
        count(counts, "contactPersons", companies, """
                UPDATE contact_person t SET company_id = n.survivor
                  FROM unnest(:merges, :sources, :survivors) AS n (merge, source, survivor)
                 WHERE t.company_id = n.source RETURNING n.merge""");
        return counts;
    }

    private void count(Map<MergeId, Map<String, Long>> counts, String kind, List<Redirect> redirects, String move) {
        if (redirects.isEmpty()) {
            return;
        }
        db.handle()
                .createQuery(move)
                .bindNamedArgumentFinder(columns(redirects))
                .mapTo(MergeId.class)
                .forEach(merge ->
                        counts.computeIfAbsent(merge, id -> new HashMap<>()).merge(kind, 1L, Long::sum));
    }

    /** CM-03, SG-03: all that led to a former survivor leads straight to the last one. Found by the edges, in one statement. */
    private void compress(List<Retire> retired) {
        List<Redirect> formerSurvivors = retired.stream()
                .flatMap(retire -> retire.formerSurvivors().stream()
                        .map(source -> new Redirect(
                                retire.merge(), source, retire.part().survivor())))
                .toList();
        if (formerSurvivors.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        WITH RECURSIVE subtree AS (
                            SELECT n.survivor, e.source_id
                              FROM unnest(:sources, :survivors) AS n (source, survivor)
                              JOIN merge_edge e ON e.survivor_id = n.source AND e.state = 'ACTIVE'
                            UNION
                            SELECT s.survivor, e.source_id
                              FROM subtree s
                              JOIN merge_edge e ON e.survivor_id = s.source_id AND e.state = 'ACTIVE')
                        UPDATE customer c SET merged_into = s.survivor
                          FROM subtree s WHERE c.id = s.source_id AND c.status = 'MERGED'""")
                .bindNamedArgumentFinder(columns(formerSurvivors))
                .execute();
    }

    private void end(Map<MergeId, Participation> ended, Map<MergeId, Map<String, Long>> counts) {
        if (ended.isEmpty()) {
            return;
        }
        Columns<MergeId> merges = Columns.of(ended.keySet())
                .uuids("merges", MergeId::value)
                .texts("states", merge -> ended.get(merge).state().name())
                .json("counts", merge -> write(counts.getOrDefault(merge, Map.of())));
        db.handle().createUpdate("""
                        UPDATE merge_edge e SET state = n.state, counts = n.counts, changed_at = now()
                          FROM unnest(:merges, :states, :counts) AS n (merge_id, state, counts)
                         WHERE e.merge_id = n.merge_id AND e.state = 'PENDING'""").bindNamedArgumentFinder(merges).execute();
        db.handle()
                .createUpdate("DELETE FROM merge_patch WHERE merge_id = ANY(:merges)")
                .bindNamedArgumentFinder(Columns.of(ended.keySet()).uuids("merges", MergeId::value))
                .execute();
    }

    /** CM-13: the survivors' new values, and beside them what was replaced and what a later edit has kept out. */
    private void patch(KnownState state, List<Retire> retired) {
        List<Retire> patched =
                retired.stream().filter(retire -> retire.patched().isPresent()).toList();
        if (patched.isEmpty()) {
            return;
        }
        customers.change(patched.stream()
                .map(retire -> state.customer(retire.part().survivor()).orElseThrow())
                .map(survivor ->
                        new DetailsChange(survivor.id(), survivor.shop(), survivor.version(), survivor.details()))
                .toList());
        db.handle()
                .createUpdate("""
                        INSERT INTO merge_manifest (merge_id, kind, row_id, replaced)
                        SELECT merge_id, 'customer', row_id, replaced
                          FROM unnest(:merges, :rows, :replaced) AS n (merge_id, row_id, replaced)""")
                .bindNamedArgumentFinder(Columns.of(patched)
                        .uuids("merges", retire -> retire.merge().value())
                        .uuids("rows", retire -> retire.part().survivor().value())
                        .json("replaced", retire -> write(Replaced.of(retire))))
                .execute();
    }

    /** What unmerge and history need to know of a patch that was applied. */
    private record Replaced(List<SurvivorPatch.Entry> applied, List<SurvivorPatch.Entry> lost, SurvivorPatch united) {

        static Replaced of(Retire retire) {
            SurvivorPatch.Applied result = retire.patched().orElseThrow();
            return new Replaced(
                    result.applied(),
                    result.lost(),
                    retire.part().prepared().patch().unions());
        }
    }

    /**
     * The merges that have waited longer than they should for their end, each once; they wait as long again before they are
     * told again. Two replicas never take the same ones.
     */
    Map<MergeId, Participation> inDoubt(Duration again, int most) {
        List<MergeId> merges = db.handle()
                .createQuery("""
                        UPDATE merge_patch SET ask_at = now() + make_interval(secs => :again)
                         WHERE merge_id = ANY (ARRAY(SELECT merge_id FROM merge_patch WHERE ask_at <= now()
                                                     ORDER BY merge_id LIMIT :most FOR UPDATE SKIP LOCKED))
                        RETURNING merge_id""")
                .bind("again", again.toMillis() / 1000.0)
                .bind("most", most)
                .mapTo(MergeId.class)
                .list();
        return merges.isEmpty() ? Map.of() : participations(merges);
    }

    /** An array literal of names: letters and underscores alone, so it needs no quotes. */
    private static String array(List<String> names) {
        return "{" + String.join(",", names) + "}";
    }

    private static Columns<Redirect> columns(List<Redirect> redirects) {
        return Columns.of(redirects)
                .uuids("merges", redirect -> redirect.merge().value())
                .uuids("sources", redirect -> redirect.source().value())
                .uuids("survivors", redirect -> redirect.survivor().value());
    }

    private static CustomerState customer(ResultSet row) throws SQLException {
        return new CustomerState(
                new CustomerId(row.getObject("id", UUID.class)),
                new ShopId(row.getString("shop_id")),
                CustomerKind.valueOf(row.getString("kind")),
                CustomerStatus.valueOf(row.getString("status")),
                Optional.ofNullable(row.getObject("merge_id", UUID.class))
                        .map(MergeId::new)
                        .orElse(null),
                Optional.ofNullable(row.getObject("merged_into", UUID.class))
                        .map(CustomerId::new)
                        .orElse(null),
                row.getBoolean("survivor"),
                row.getLong("version"),
                null);
    }

    private Participation participation(ResultSet row, Prepared prepared) throws SQLException {
        Array sources = row.getArray("sources");
        String replaced = row.getString("replaced");
        return new Participation(
                new ShopId(row.getString("shop_id")),
                new CustomerId(row.getObject("survivor_id", UUID.class)),
                Stream.of((UUID[]) sources.getArray()).map(CustomerId::new).toList(),
                EdgeState.valueOf(row.getString("state")),
                read(row.getString("counts"), COUNTS),
                replaced == null
                        ? List.of()
                        : SurvivorPatch.fields(read(replaced, Replaced.class).lost()),
                prepared);
    }

    private static UUID uuid(MergeId merge) {
        return merge == null ? null : merge.value();
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
