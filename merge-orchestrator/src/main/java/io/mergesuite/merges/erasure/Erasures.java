package io.mergesuite.merges.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.erasure.ErasedPerson;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The rows of erasures. They stay for ever: ids, who asked, when, what was done; no value of a person. */
@ApplicationScoped
class Erasures {

    private static final String SELECT = """
            SELECT id, asked_id, shop_id, customer_id, former_ids, reason, actor, state, steps::text AS steps, code,
                   created_at, ended_at
              FROM erasure\s""";
    private static final TypeReference<Map<Participant, ErasureProgress.Step>> STEPS = new TypeReference<>() {};

    private final Db db;
    private final ObjectMapper json;

    Erasures(Db db, ObjectMapper json) {
        this.db = db;
        this.json = json;
    }

    Optional<Erasure> find(ErasureId id) {
        return db.read(handle -> handle.createQuery(SELECT + "WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne());
    }

    /**
     * Newest first.
     *
     * @param customer any id of the person, or null
     * @param state or null
     * @param before only older ones than this, or null
     */
    List<Erasure> list(Collection<ShopId> shops, CustomerId customer, ErasureState state, ErasureId before, int limit) {
        return db.read(handle -> handle.createQuery(SELECT + """
                        WHERE shop_id = ANY (:shops)
                          AND (:customer::uuid IS NULL OR array_append(former_ids, customer_id) @> ARRAY[:customer::uuid])
                          AND (:state::text IS NULL OR state = :state)
                          AND (:before::uuid IS NULL OR id < :before)
                        ORDER BY id DESC LIMIT :limit""")
                .bindNamedArgumentFinder(Columns.of(shops).texts("shops", ShopId::value))
                .bind("customer", customer == null ? null : customer.value())
                .bind("state", state == null ? null : state.name())
                .bind("before", before == null ? null : before.value())
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
    }

    void insert(Erasure erasure, Instant nextLook) {
        db.handle()
                .createUpdate("""
                        INSERT INTO erasure (id, asked_id, shop_id, customer_id, former_ids, reason, actor, state, steps,
                               next_action_at, created_at)
                        SELECT :id, :asked, :shop, :customer, :former::uuid[], :reason, :actor, :state, :steps::jsonb, :next,
                               :created""")
                .bind("id", erasure.id().value())
                .bind("asked", erasure.asked().value())
                .bind("shop", erasure.person().shopId().value())
                .bind("customer", erasure.person().customer().value())
                .bind(
                        "former",
                        erasure.person().formerIds().stream()
                                .map(CustomerId::toString)
                                .collect(Collectors.joining(",", "{", "}")))
                .bind("reason", erasure.reason())
                .bind("actor", erasure.actor())
                .bind("state", erasure.progress().state().name())
                .bind("steps", write(erasure.progress().steps()))
                .bind("next", nextLook)
                .bind("created", erasure.createdAt())
                .execute();
    }

    /** Locks one that has not ended. */
    Optional<Erasure> lock(ErasureId id) {
        return db.handle()
                .createQuery(SELECT + "WHERE id = :id AND ended_at IS NULL FOR UPDATE")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Locks one that is due and that nobody else works on. */
    Optional<Erasure> lockDue(Instant now) {
        return db.handle()
                .createQuery(SELECT + "WHERE ended_at IS NULL AND next_action_at <= :now"
                        + " ORDER BY next_action_at LIMIT 1 FOR UPDATE SKIP LOCKED")
                .bind("now", now)
                .map((row, context) -> read(row))
                .findOne();
    }

    void update(Erasure erasure, Instant nextLook) {
        db.handle()
                .createUpdate("""
                        UPDATE erasure SET state = :state, steps = :steps::jsonb, code = :code, next_action_at = :next,
                               ended_at = :ended
                         WHERE id = :id""")
                .bind("state", erasure.progress().state().name())
                .bind("steps", write(erasure.progress().steps()))
                .bind("code", erasure.progress().code())
                .bind("next", nextLook)
                .bind("ended", erasure.endedAt())
                .bind("id", erasure.id().value())
                .execute();
    }

    /** What people wrote as the reason of a merge may name the person. */
    void forgetReasons(Collection<CustomerId> customers) {
        Columns<CustomerId> ids = Columns.of(customers).uuids("ids", CustomerId::value);
        db.handle().createUpdate("""
                        UPDATE merge_batch_group g SET reason = NULL FROM merge m
                         WHERE array_append(m.source_ids, m.survivor_id) && :ids
                           AND m.batch_id IS NOT NULL AND g.batch_id = m.batch_id AND g.merge_id = m.id""").bindNamedArgumentFinder(ids).execute();
        db.handle()
                .createUpdate("UPDATE merge SET reason = NULL"
                        + " WHERE array_append(source_ids, survivor_id) && :ids AND reason IS NOT NULL")
                .bindNamedArgumentFinder(ids)
                .execute();
    }

    private Erasure read(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        return new Erasure(
                new ErasureId(row.getObject("id", UUID.class)),
                new CustomerId(row.getObject("asked_id", UUID.class)),
                new ErasedPerson(
                        new ShopId(row.getString("shop_id")),
                        new CustomerId(row.getObject("customer_id", UUID.class)),
                        Arrays.stream((UUID[]) row.getArray("former_ids").getArray())
                                .map(CustomerId::new)
                                .toList()),
                row.getString("reason"),
                row.getString("actor"),
                new ErasureProgress(
                        ErasureState.valueOf(row.getString("state")),
                        steps(row.getString("steps")),
                        row.getString("code")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                ended == null ? null : ended.toInstant());
    }

    private Map<Participant, ErasureProgress.Step> steps(String text) {
        try {
            return json.readValue(text, STEPS);
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
