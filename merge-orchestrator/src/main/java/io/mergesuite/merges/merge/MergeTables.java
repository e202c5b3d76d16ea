package io.mergesuite.merges.merge;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.result.ResultIterable;

/**
 * The rows of merges that live and end, written in sets: one statement a table, however many merges. Every method runs in
 * the caller's transaction. Locks are taken in one order everywhere: work rows by id, claims by customer, batches.
 */
@ApplicationScoped
class MergeTables {

    private static final String LIVE = """
            SELECT m.id, m.shop_id, m.survivor_id, m.source_ids, m.reason, m.actor, m.policy::text AS policy,
                   m.batch_id, m.created_at, w.state, w.progress::text AS progress, w.details::text AS details
              FROM merge_work w JOIN merge m ON m.id = w.merge_id
            """;

    /** A customer, and the merge or erasure that is to hold it. */
    private record Claim(CustomerId customer, UUID holder) {}

    /** A merge or an erasure; the id is null of one that has let go just now and was in no merge. */
    record Holder(UUID id, boolean erasure) {}

    private final Db db;
    private final MergeJson json;

    MergeTables(Db db, MergeJson json) {
        this.db = db;
        this.json = json;
    }

    /** The database's time; timers go by no other clock. */
    Instant now() {
        return db.handle()
                .createQuery("SELECT clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
    }

    /** Locks those of these merges that live, in id order. */
    Map<MergeId, LiveMerge> lock(Collection<MergeId> ids) {
        return live(db.handle()
                .createQuery(LIVE + "WHERE w.merge_id = ANY (:ids) ORDER BY w.merge_id FOR UPDATE OF w")
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", MergeId::value))
                .map((row, context) -> live(row)));
    }

    /** Locks merges that are due and that nobody else works on. */
    Map<MergeId, LiveMerge> lockDue(Instant now, int limit) {
        return live(db.handle()
                .createQuery(LIVE + """
                        WHERE w.next_action_at <= :now ORDER BY w.merge_id LIMIT :limit FOR UPDATE OF w SKIP LOCKED""")
                .bind("now", now)
                .bind("limit", limit)
                .map((row, context) -> live(row)));
    }

    /** How many customers the merges that live have together. */
    int claimed() {
        return db.handle()
                .createQuery("SELECT count(*) FROM merge_claim")
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Claims all customers of these merges in one sorted insert.
     *
     * @return who could not be claimed, and why: {@code customer-in-merge} or {@code customer-in-erasure}, naming who holds it, or held it
     *     until just now
     */
    Map<CustomerId, Problem> claim(List<Merge> merges) {
        return hold(claims(merges));
    }

    /** Claims these customers for an erasure; the first one that could not be claimed, as a problem. */
    Optional<Problem> claim(ErasureId erasure, Collection<CustomerId> customers) {
        return hold(claims(erasure, customers)).values().stream().findFirst();
    }

    private static List<Claim> claims(Collection<Merge> merges) {
        return merges.stream()
                .flatMap(merge -> merge.customers()
                        .map(customer -> new Claim(customer, merge.id().value())))
                .toList();
    }

    private static List<Claim> claims(ErasureId erasure, Collection<CustomerId> customers) {
        return customers.stream()
                .map(customer -> new Claim(customer, erasure.value()))
                .toList();
    }

    private Map<CustomerId, Problem> hold(List<Claim> unsorted) {
        List<Claim> claims = unsorted.stream()
                .sorted((one, other) -> one.customer().compareTo(other.customer()))
                .toList();
        Set<CustomerId> mine = new HashSet<>(db.handle()
                .createQuery("""
                        INSERT INTO merge_claim (customer_id, merge_id)
                        SELECT customer, merge FROM unnest(:customers, :merges) AS c (customer, merge) ORDER BY customer
                            ON CONFLICT DO NOTHING
                        RETURNING customer_id""")
                .bindNamedArgumentFinder(Columns.of(claims)
                        .uuids("customers", claim -> claim.customer().value())
                        .uuids("merges", Claim::holder))
                .mapTo(CustomerId.class)
                .list());
        List<CustomerId> others = claims.stream()
                .map(Claim::customer)
                .filter(c -> !mine.contains(c))
                .toList();
        var problems = new HashMap<CustomerId, Problem>();
        holders(others).forEach((customer, holder) -> problems.put(customer, held(customer, holder)));
        return problems;
    }

    /** What holds each of these customers; of one that nothing holds any more, the merge it was in last. */
    Map<CustomerId, Holder> holders(Collection<CustomerId> customers) {
        var holders = new HashMap<CustomerId, Holder>();
        if (!customers.isEmpty()) {
            db.handle()
                    .createQuery("""
                            SELECT n.id, h.id, EXISTS (SELECT FROM erasure e WHERE e.id = h.id)
                              FROM unnest(:ids) AS n (id)
                             CROSS JOIN LATERAL (SELECT coalesce(
                                   (SELECT c.merge_id FROM merge_claim c WHERE c.customer_id = n.id),
                                   (SELECT (array_agg(m.id ORDER BY m.id DESC))[1] FROM merge m
                                     WHERE array_append(m.source_ids, m.survivor_id) @> ARRAY[n.id]))) AS h (id)""")
                    .bindNamedArgumentFinder(Columns.of(customers).uuids("ids", CustomerId::value))
                    .map((row, context) -> holders.put(
                            new CustomerId(row.getObject(1, UUID.class)),
                            new Holder(row.getObject(2, UUID.class), row.getBoolean(3))))
                    .list();
        }
        return holders;
    }

    private static Problem held(CustomerId customer, Holder holder) {
        if (holder.id() != null && !holder.erasure()) {
            return inMerge(customer, new MergeId(holder.id()));
        }
        var problem = new Problem(MergeProblem.CUSTOMER_IN_ERASURE, "customer " + customer + " is being erased")
                .with("customerId", customer);
        return holder.id() == null ? problem : problem.with("erasureId", holder.id());
    }

    static Problem inMerge(CustomerId customer, MergeId holder) {
        return new Problem(MergeProblem.CUSTOMER_IN_MERGE, "customer " + customer + " is in merge " + holder)
                .with("customerId", customer)
                .with("mergeId", holder);
    }

    /** Releases what these merges hold. */
    void release(Collection<Merge> merges) {
        free(claims(merges));
    }

    void release(ErasureId erasure, Collection<CustomerId> customers) {
        free(claims(erasure, customers));
    }

    private void free(List<Claim> claims) {
        db.handle()
                .createUpdate("""
                        DELETE FROM merge_claim c USING unnest(:customers, :merges) AS mine (customer, merge)
                         WHERE c.customer_id = mine.customer AND c.merge_id = mine.merge""")
                .bindNamedArgumentFinder(Columns.of(claims)
                        .uuids("customers", claim -> claim.customer().value())
                        .uuids("merges", Claim::holder))
                .execute();
    }

    /** Stores new merges with their work. */
    void insert(List<LiveMerge> opened, Instant nextLook) {
        db.handle()
                .createUpdate("""
                        INSERT INTO merge (id, shop_id, survivor_id, source_ids, reason, actor, policy, batch_id, created_at)
                        SELECT id, shop, survivor, sources::uuid[], reason, actor, policy, batch, created
                          FROM unnest(:ids, :shops, :survivors, :sources, :reasons, :actors, :policies, :batches, :created)
                               AS m (id, shop, survivor, sources, reason, actor, policy, batch, created)""")
                .bindNamedArgumentFinder(
                        Columns.of(opened.stream().map(LiveMerge::merge).toList())
                                .uuids("ids", merge -> merge.id().value())
                                .texts("shops", merge -> merge.shop().value())
                                .uuids("survivors", merge -> merge.survivor().value())
                                .uuidLists(
                                        "sources",
                                        merge -> merge.sources().stream()
                                                .map(CustomerId::value)
                                                .toList())
                                .texts("reasons", Merge::reason)
                                .texts("actors", Merge::actor)
                                .json("policies", merge -> json.write(merge.policy()))
                                .uuids("batches", Merge::batch)
                                .instants("created", Merge::createdAt))
                .execute();
        db.handle()
                .createUpdate("""
                        INSERT INTO merge_work (merge_id, state, progress, details, next_action_at)
                        SELECT id, state, progress, details, :next
                          FROM unnest(:ids, :states, :progress, :details) AS w (id, state, progress, details)""")
                .bind("next", nextLook)
                .bindNamedArgumentFinder(columns(opened))
                .execute();
    }

    /** Rewrites the work of merges that go on, with the time of the next look at each. */
    void update(Map<LiveMerge, Instant> changed) {
        if (changed.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        UPDATE merge_work w
                           SET state = n.state, progress = n.progress, details = n.details, next_action_at = n.look
                          FROM unnest(:ids, :states, :progress, :details, :looks)
                               AS n (id, state, progress, details, look)
                         WHERE w.merge_id = n.id""")
                .bindNamedArgumentFinder(columns(changed.keySet()).instants("looks", changed::get))
                .execute();
    }

    /** Records how merges ended, releases their claims and erases their work, the survivor's details with it. */
    void end(List<LiveMerge> ended, Instant at) {
        if (ended.isEmpty()) {
            return;
        }
        db.handle()
                .createUpdate("""
                        INSERT INTO merge_outcome (merge_id, state, progress, ended_at)
                        SELECT id, state, progress, :at FROM unnest(:ids, :states, :progress) AS o (id, state, progress)""")
                .bind("at", at)
                .bindNamedArgumentFinder(columns(ended))
                .execute();
        release(ended.stream().map(LiveMerge::merge).toList());
        db.handle()
                .createUpdate("DELETE FROM merge_work WHERE merge_id = ANY (:ids)")
                .bindNamedArgumentFinder(columns(ended))
                .execute();
    }

    /** Of these merges, those that have ended, as they ended. */
    Map<MergeId, LiveMerge> ended(Collection<MergeId> ids) {
        return live(db.handle()
                .createQuery("""
                        SELECT m.id, m.shop_id, m.survivor_id, m.source_ids, m.reason, m.actor, m.policy::text AS policy,
                               m.batch_id, m.created_at, o.state, o.progress::text AS progress, NULL AS details
                          FROM merge m JOIN merge_outcome o ON o.merge_id = m.id
                         WHERE m.id = ANY (:ids)""")
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", MergeId::value))
                .map((row, context) -> live(row)));
    }

    private Columns<LiveMerge> columns(Collection<LiveMerge> merges) {
        return Columns.of(merges)
                .uuids("ids", live -> live.merge().id().value())
                .texts("states", live -> live.progress().state().name())
                .json("progress", live -> json.write(live.progress()))
                .json("details", live -> json.write(live.details()));
    }

    private static Map<MergeId, LiveMerge> live(ResultIterable<LiveMerge> rows) {
        return rows.collectToMap(live -> live.merge().id(), live -> live);
    }

    private LiveMerge live(ResultSet row) throws SQLException {
        return new LiveMerge(
                merge(row),
                json.progress(MergeState.valueOf(row.getString("state")), row.getString("progress")),
                json.read(row.getString("details"), SurvivorDetails.class));
    }

    /** The merge of a row that has the columns of table {@code merge}, the policy as text. */
    Merge merge(ResultSet row) throws SQLException {
        return new Merge(
                new MergeId(row.getObject("id", UUID.class)),
                new ShopId(row.getString("shop_id")),
                new CustomerId(row.getObject("survivor_id", UUID.class)),
                Arrays.stream((UUID[]) row.getArray("source_ids").getArray())
                        .map(CustomerId::new)
                        .toList(),
                row.getString("reason"),
                row.getString("actor"),
                json.read(row.getString("policy"), MergePolicy.class),
                row.getObject("batch_id", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
