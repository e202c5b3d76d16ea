package io.mergesuite.merges.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merges.batch.BatchRequest.Posted;
import io.mergesuite.merges.merge.CustomerName;
import io.mergesuite.merges.merge.MergeGroup;
import io.mergesuite.merges.merge.MergeGroup.Named;
import io.mergesuite.merges.merge.MergeState;
import io.mergesuite.merges.merge.MergesEnded;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of batches and their groups. */
@ApplicationScoped
class Batches {

    private static final String BATCH = """
            SELECT id, shop_id, actor, total, next_position, refused, completed, aborted, created_at, ended_at
              FROM merge_batch
            """;

    private final Db db;
    private final ObjectMapper json;

    Batches(Db db, ObjectMapper json) {
        this.db = db;
        this.json = json;
    }

    /** A group that waits to be opened; its merge has this id from the first. */
    record Waiting(int position, MergeId mergeId, MergeGroup group, String reason) {}

    /** A group that could not be opened. */
    record Refused(int position, Problem problem) {}

    /** A new batch, in the running transaction. */
    UUID insert(ShopId shop, String actor, List<Posted> groups) {
        UUID id = UuidCreator.getTimeOrderedEpochPlus1();
        db.handle()
                .createUpdate("""
                        INSERT INTO merge_batch (id, shop_id, actor, total, created_at)
                        VALUES (:id, :shop, :actor, :total, clock_timestamp())""")
                .bind("id", id)
                .bind("shop", shop)
                .bind("actor", actor)
                .bind("total", groups.size())
                .execute();
        db.handle()
                .createUpdate("""
                        INSERT INTO merge_batch_group (batch_id, position, merge_id, customers, reason)
                        SELECT :batch, place - 1, merge, customers, reason
                          FROM unnest(:merges, :customers, :reasons)
                               WITH ORDINALITY AS g (merge, customers, reason, place)""")
                .bind("batch", id)
                .bindNamedArgumentFinder(Columns.of(groups)
                        .uuids("merges", ignored -> MergeId.next().value())
                        .json("customers", posted -> write(posted.group()))
                        .texts("reasons", Posted::reason))
                .execute();
        return id;
    }

    Optional<Batch> find(UUID id) {
        return db.read(handle -> handle.createQuery(BATCH + "WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> batch(row))
                .findOne());
    }

    /**
     * Newest first.
     *
     * @param running only those that have not ended, or only those that have; null: both
     * @param before only older ones than this, or null
     */
    List<Batch> list(Collection<ShopId> shops, Boolean running, UUID before, int limit) {
        var sql = new StringBuilder(BATCH).append("WHERE shop_id = ANY (:shops)");
        if (running != null) {
            sql.append(running ? " AND ended_at IS NULL" : " AND ended_at IS NOT NULL");
        }
        if (before != null) {
            sql.append(" AND id < :before");
        }
        sql.append(" ORDER BY id DESC LIMIT :limit");
        return db.read(handle -> {
            var query = handle.createQuery(sql.toString())
                    .bindNamedArgumentFinder(Columns.of(shops).texts("shops", ShopId::value))
                    .bind("limit", limit);
            if (before != null) {
                query.bind("before", before);
            }
            return query.map((row, context) -> batch(row)).list();
        });
    }

    /**
     * A batch with groups to open that no other replica has just taken, oldest first; taken for 30 seconds. The lease only
     * spares double work: what makes opening exact is {@link #opened}.
     */
    Optional<Batch> take() {
        return db.handle().createQuery("""
                        UPDATE merge_batch b SET leased_until = now() + interval '30 seconds'
                          FROM (SELECT id FROM merge_batch
                                 WHERE ended_at IS NULL AND next_position < total AND leased_until < now()
                                 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) AS next
                         WHERE b.id = next.id
                        RETURNING b.id, b.shop_id, b.actor, b.total, b.next_position, b.refused, b.completed, b.aborted,
                                  b.created_at, b.ended_at""").map((row, context) -> batch(row)).findOne();
    }

    /** Gives a taken batch back. */
    void leave(UUID id) {
        db.handle()
                .createUpdate("UPDATE merge_batch SET leased_until = '-infinity' WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /** Gives back one that can't be opened now: the others have their turn first, should it be the fault of this one alone. */
    void postpone(UUID id) {
        db.handle()
                .createUpdate("UPDATE merge_batch SET leased_until = now() + interval '3 seconds' WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /** The next groups to be opened, in order. */
    List<Waiting> next(UUID id, int from, int limit) {
        return db.handle()
                .createQuery("""
                        SELECT position, merge_id, customers::text, reason FROM merge_batch_group
                         WHERE batch_id = :id AND position >= :from AND position < :from + :limit
                         ORDER BY position""")
                .bind("id", id)
                .bind("from", from)
                .bind("limit", limit)
                .map((row, context) -> new Waiting(
                        row.getInt(1),
                        new MergeId(row.getObject(2, UUID.class)),
                        read(row.getString(3), "/groups/" + row.getInt(1)),
                        row.getString(4)))
                .list();
    }

    /**
     * Records in the running transaction that these groups were opened, but for the refused. Called last, so that the batch's
     * row is locked for the shortest time and always after claims and work rows. Of a refused group no merge keeps the reason, so
     * nothing does: it may name a person, whom an erasure would not find here (API-11).
     *
     * @return false if another has opened them meanwhile; the transaction must then be rolled back
     */
    boolean opened(UUID id, int from, int to, Collection<Refused> refused) {
        if (!refused.isEmpty()) {
            db.handle()
                    .createUpdate("""
                            UPDATE merge_batch_group g
                               SET code = r.code, subject = r.subject, detail = r.detail, reason = NULL
                              FROM unnest(:positions, :codes, :subjects, :details) AS r (position, code, subject, detail)
                             WHERE g.batch_id = :id AND g.position = r.position""")
                    .bind("id", id)
                    .bindNamedArgumentFinder(Columns.of(refused)
                            .longs("positions", r -> (long) r.position())
                            .texts("codes", r -> r.problem().type().code())
                            .uuids(
                                    "subjects",
                                    r -> r.problem().members().get("customerId") instanceof CustomerId customer
                                            ? customer.value()
                                            : null)
                            .texts("details", r -> r.problem().getMessage()))
                    .execute();
        }
        return db.handle()
                        .createUpdate("""
                                UPDATE merge_batch
                                   SET next_position = :to, refused = refused + :refused, leased_until = '-infinity',
                                       ended_at = CASE WHEN :to = total AND completed + aborted + refused + :refused = total
                                                       THEN clock_timestamp() END
                                 WHERE id = :id AND next_position = :from""")
                        .bind("id", id)
                        .bind("from", from)
                        .bind("to", to)
                        .bind("refused", refused.size())
                        .execute()
                == 1;
    }

    /** Counts merges of batches that end, in the transaction that ends them; last, as in {@link #opened}. */
    void count(@Observes MergesEnded ended) {
        var batches = ended.merges().stream()
                .filter(end -> end.merge().batch() != null)
                .collect(Collectors.groupingBy(end -> end.merge().batch()));
        record Count(UUID batch, long completed, long aborted) {}
        List<Count> counts = batches.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(batch -> {
                    long completed = batch.getValue().stream()
                            .filter(end -> end.state() == MergeState.COMPLETED)
                            .count();
                    return new Count(batch.getKey(), completed, batch.getValue().size() - completed);
                })
                .toList();
        for (var count : counts) {
            db.handle()
                    .createUpdate("""
                            UPDATE merge_batch
                               SET completed = completed + :completed, aborted = aborted + :aborted,
                                   ended_at = CASE WHEN next_position = total
                                                    AND completed + aborted + refused + :completed + :aborted = total
                                                   THEN clock_timestamp() END
                             WHERE id = :id""")
                    .bind("id", count.batch())
                    .bind("completed", count.completed())
                    .bind("aborted", count.aborted())
                    .execute();
        }
    }

    /** Result lines from a position on. */
    List<GroupResult> results(UUID id, int from, int limit) {
        return db.read(handle -> handle.createQuery("""
                        SELECT g.position, g.merge_id, g.code AS refused, g.subject, g.detail,
                               coalesce(w.state, o.state) AS state, o.progress ->> 'code' AS code,
                               o.progress ->> 'subject' AS about
                          FROM merge_batch_group g
                          LEFT JOIN merge_work w ON w.merge_id = g.merge_id
                          LEFT JOIN merge_outcome o ON o.merge_id = g.merge_id
                         WHERE g.batch_id = :id AND g.position >= :from
                         ORDER BY g.position LIMIT :limit""")
                .bind("id", id)
                .bind("from", from)
                .bind("limit", limit)
                .map((row, context) -> result(row))
                .list());
    }

    private static GroupResult result(ResultSet row) throws SQLException {
        int position = row.getInt("position");
        String refused = row.getString("refused");
        if (refused != null) {
            var subject = row.getObject("subject", UUID.class);
            return new GroupResult(
                    position,
                    null,
                    "REFUSED",
                    refused,
                    subject == null ? null : new CustomerId(subject),
                    row.getString("detail"));
        }
        String state = row.getString("state");
        if (state == null) {
            return new GroupResult(position, null, "WAITING", null, null, null);
        }
        String about = row.getString("about");
        return new GroupResult(
                position,
                new MergeId(row.getObject("merge_id", UUID.class)),
                state,
                row.getString("code"),
                about == null ? null : CustomerId.of(about),
                null);
    }

    private static Batch batch(ResultSet row) throws SQLException {
        var endedAt = row.getObject("ended_at", OffsetDateTime.class);
        return new Batch(
                row.getObject("id", UUID.class),
                new ShopId(row.getString("shop_id")),
                row.getString("actor"),
                row.getInt("total"),
                row.getInt("next_position"),
                row.getInt("refused"),
                row.getInt("completed"),
                row.getInt("aborted"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                endedAt == null ? null : endedAt.toInstant());
    }

    /** The survivor first: ids as they are, numbers with a {@code #} before them. */
    private String write(MergeGroup group) {
        var names = json.createArrayNode();
        group.names()
                .forEach(name -> names.add(
                        switch (name) {
                            case CustomerName.ById by -> by.id().toString();
                            case CustomerName.ByNumber by -> "#" + by.number();
                        }));
        return names.toString();
    }

    private MergeGroup read(String names, String pointer) {
        try {
            List<Named> customers = Stream.of(json.readValue(names, String[].class))
                    .map(name -> name.startsWith("#")
                            ? new CustomerName.ByNumber(name.substring(1))
                            : new CustomerName.ById(CustomerId.of(name)))
                    .map(name -> new Named(name, pointer))
                    .toList();
            return new MergeGroup(customers.getFirst(), customers.subList(1, customers.size()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored group can't be read", e);
        }
    }
}
