package io.mergesuite.merges.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.message.MessageTypes;
import io.mergesuite.merges.merge.MergesEnded;
import io.mergesuite.messaging.Columns;
import io.mergesuite.messaging.Db;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The events that wait to be sent, and the log of those that were. What writes runs in the caller's transaction. */
@ApplicationScoped
class Deliveries {

    /** A replay of more would hold too many rows at once. */
    static final int MOST_REPLAYED = 10_000;

    static final String TEST = "webhook.test";

    private static final String VERSION = ".v1";

    private static final String DELIVERY = """
            SELECT event_id, event_type, state, attempts, next_attempt_at, last_status, last_problem, created_at, ended_at
              FROM webhook_delivery
            """;

    private final Db db;
    private final ObjectMapper json;
    private final WebhookSettings settings;

    Deliveries(Db db, ObjectMapper json, WebhookSettings settings) {
        this.db = db;
        this.json = json;
        this.settings = settings;
    }

    /** One attempt that was taken up: {@code attempt} tells it from those before and after. */
    record Attempt(UUID webhook, UUID event, int attempt, String body) {}

    /** An event as it is written for each webhook that wants it. */
    private record Row(UUID event, ShopId shop, String type, String body) {}

    /**
     * In the transaction that ends merges: died before its commit, neither has happened; after it, the rows are there and the worker
     * finds them. A shop without webhooks costs one look into an index.
     */
    void mergesEnded(@Observes MergesEnded ended) {
        Set<String> subscribed = subscribed(ended.merges().stream()
                .map(end -> end.merge().shop().value())
                .distinct()
                .toList());
        if (subscribed.isEmpty()) {
            return;
        }
        write(ended.merges().stream()
                .filter(end -> subscribed.contains(end.merge().shop().value()))
                .map(end -> row(
                        end.announcement().id(),
                        end.merge().shop(),
                        MessageTypes.nameOf(end.announcement().body().getClass()),
                        end.at(),
                        end.announcement().body()))
                .toList());
    }

    private Set<String> subscribed(Collection<String> shops) {
        return new HashSet<>(db.handle()
                .createQuery("SELECT DISTINCT shop_id FROM webhook WHERE shop_id = ANY (:shops) AND enabled")
                .bindNamedArgumentFinder(Columns.of(shops).texts("shops", shop -> shop))
                .mapTo(String.class)
                .list());
    }

    private void write(List<Row> rows) {
        db.handle()
                .createUpdate("""
                        INSERT INTO webhook_delivery
                               (webhook_id, event_id, event_type, body, next_attempt_at, created_at, queued_at)
                        SELECT w.id, e.event, e.type, e.body, now(), now(), now()
                          FROM unnest(:events, :shops, :types, :bodies) AS e (event, shop, type, body)
                          JOIN webhook w ON w.shop_id = e.shop AND w.enabled AND e.type = ANY (w.event_types)
                            ON CONFLICT DO NOTHING""")
                .bindNamedArgumentFinder(Columns.of(rows)
                        .uuids("events", Row::event)
                        .texts("shops", row -> row.shop().value())
                        .texts("types", Row::type)
                        .texts("bodies", Row::body))
                .execute();
    }

    /** The event in the structured form of CloudEvents 1.0; on Kafka the same attributes are headers. */
    private Row row(UUID id, ShopId shop, String versionedType, Instant at, Object data) {
        var event = new LinkedHashMap<String, Object>();
        event.put("specversion", "1.0");
        event.put("id", id);
        event.put("source", "merge-orchestrator");
        event.put("type", versionedType);
        event.put("time", at);
        event.put("datacontenttype", "application/json");
        // CM-23: whoever starts something by events can tell what a merge has caused.
        event.put("cause", "MERGE");
        event.put("data", data);
        try {
            String type = versionedType.endsWith(VERSION)
                    ? versionedType.substring(0, versionedType.length() - VERSION.length())
                    : versionedType;
            return new Row(id, shop, type, json.writeValueAsString(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every event can be written as JSON", e);
        }
    }

    /** A made-up event for one webhook. */
    UUID test(Webhook webhook, Instant now) {
        UUID id = UuidCreator.getTimeOrderedEpochPlus1();
        var row = row(id, webhook.shop(), TEST, now, Map.of("webhookId", webhook.id(), "shopId", webhook.shop()));
        db.handle()
                .createUpdate("""
                        INSERT INTO webhook_delivery
                               (webhook_id, event_id, event_type, body, next_attempt_at, created_at, queued_at)
                        VALUES (:webhook, :event, :type, :body, now(), now(), now())""")
                .bind("webhook", webhook.id())
                .bind("event", id)
                .bind("type", TEST)
                .bind("body", row.body())
                .execute();
        return id;
    }

    /**
     * Takes up to {@code limit} that are due, none of the busy webhooks, for the time of the lease. Whoever dies holding them, or holds them
     * for longer, leaves them to the next.
     */
    List<Attempt> take(Collection<UUID> busy, int limit, Duration lease) {
        return db.handle()
                .createQuery("""
                        UPDATE webhook_delivery d
                           SET attempts = d.attempts + 1,
                               next_attempt_at = clock_timestamp() + make_interval(secs => :lease)
                          FROM (SELECT webhook_id, event_id FROM webhook_delivery
                                 WHERE state = 'PENDING' AND next_attempt_at <= now() AND webhook_id <> ALL (:busy)
                                 ORDER BY next_attempt_at LIMIT :limit FOR UPDATE SKIP LOCKED) AS due
                         WHERE d.webhook_id = due.webhook_id AND d.event_id = due.event_id
                        RETURNING d.webhook_id, d.event_id, d.attempts, d.body""")
                .bindNamedArgumentFinder(Columns.of(busy).uuids("busy", id -> id))
                .bind("limit", limit)
                .bind("lease", lease.toSeconds())
                .map((row, context) -> new Attempt(
                        row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getInt(3), row.getString(4)))
                .list();
    }

    /** It has come through. Nothing happens if another has taken it over. */
    void delivered(Attempt attempt, int status) {
        end(attempt, DeliveryState.DELIVERED, status, null);
    }

    /** It will not come through; it can be replayed. */
    void failed(Attempt attempt, Integer status, String problem) {
        end(attempt, DeliveryState.FAILED, status, problem);
    }

    private void end(Attempt attempt, DeliveryState state, Integer status, String problem) {
        db.handle()
                .createUpdate("""
                        UPDATE webhook_delivery
                           SET state = :state, last_status = :status, last_problem = :problem, ended_at = clock_timestamp()
                         WHERE webhook_id = :webhook AND event_id = :event AND attempts = :attempt AND state = 'PENDING'""")
                .bind("state", state.name())
                .bind("status", status)
                .bind("problem", problem)
                .bind("webhook", attempt.webhook())
                .bind("event", attempt.event())
                .bind("attempt", attempt.attempt())
                .execute();
    }

    /** Tried again after the wait; failed for good if that would be too late. */
    void tryAgain(Attempt attempt, Integer status, String problem, Duration wait) {
        db.handle()
                .createUpdate("""
                        UPDATE webhook_delivery d
                           SET last_status = :status, last_problem = :problem,
                               state = CASE WHEN late THEN 'FAILED' ELSE 'PENDING' END,
                               ended_at = CASE WHEN late THEN clock_timestamp() END,
                               next_attempt_at = clock_timestamp() + make_interval(secs => :wait)
                          FROM (SELECT webhook_id, event_id,
                                       clock_timestamp() + make_interval(secs => :wait)
                                       > queued_at + make_interval(secs => :giveUp) AS late
                                  FROM webhook_delivery WHERE webhook_id = :webhook AND event_id = :event) AS l
                         WHERE d.webhook_id = l.webhook_id AND d.event_id = l.event_id
                           AND d.attempts = :attempt AND d.state = 'PENDING'""")
                .bind("status", status)
                .bind("problem", problem)
                .bind("wait", wait.toMillis() / 1000.0)
                .bind("giveUp", settings.giveUpAfter().toMillis() / 1000.0)
                .bind("webhook", attempt.webhook())
                .bind("event", attempt.event())
                .bind("attempt", attempt.attempt())
                .execute();
    }

    /** Its webhook is deleted. */
    void drop(Attempt attempt) {
        db.handle()
                .createUpdate("DELETE FROM webhook_delivery WHERE webhook_id = :webhook AND event_id = :event")
                .bind("webhook", attempt.webhook())
                .bind("event", attempt.event())
                .execute();
    }

    Optional<Delivery> find(UUID webhook, UUID event) {
        return db.read(handle -> handle.createQuery(DELIVERY + "WHERE webhook_id = :webhook AND event_id = :event")
                .bind("webhook", webhook)
                .bind("event", event)
                .map((row, context) -> delivery(row))
                .findOne());
    }

    /** By the events' ids, the highest first; of one state, and lower ones than {@code before}, unless they are null. */
    List<Delivery> list(UUID webhook, DeliveryState state, UUID before, int limit) {
        return db.read(handle -> handle.createQuery(DELIVERY + """
                        WHERE webhook_id = :webhook AND state = coalesce(:state, state)
                          AND event_id < coalesce(:before, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
                        ORDER BY event_id DESC LIMIT :limit""")
                .bind("webhook", webhook)
                .bindByType("state", state == null ? null : state.name(), String.class)
                .bindByType("before", before, UUID.class)
                .bind("limit", limit)
                .map((row, context) -> delivery(row))
                .list());
    }

    /** Queues one that has ended; false if it waits already. */
    boolean replay(UUID webhook, UUID event) {
        return db.handle()
                        .createUpdate("""
                        UPDATE webhook_delivery SET state = 'PENDING', attempts = 0, next_attempt_at = now(), queued_at = now(),
                               last_status = NULL, last_problem = NULL, ended_at = NULL
                         WHERE webhook_id = :webhook AND event_id = :event AND state <> 'PENDING'""")
                        .bind("webhook", webhook)
                        .bind("event", event)
                        .execute()
                == 1;
    }

    /**
     * Queues those that have ended and were made in this time.
     *
     * @param state only those of this one, or null
     * @return how many; above {@link #MOST_REPLAYED}, roll back
     */
    int replay(UUID webhook, Instant from, Instant to, ReplayRequest.State state) {
        return db.handle()
                .createUpdate("""
                        UPDATE webhook_delivery d
                           SET state = 'PENDING', attempts = 0, next_attempt_at = now(), queued_at = now(),
                               last_status = NULL, last_problem = NULL, ended_at = NULL
                          FROM (SELECT webhook_id, event_id FROM webhook_delivery
                                 WHERE webhook_id = :webhook AND created_at >= :from AND created_at < :to
                                   AND state <> 'PENDING' AND state = coalesce(:state, state)
                                 ORDER BY event_id LIMIT :limit FOR UPDATE) AS chosen
                         WHERE d.webhook_id = chosen.webhook_id AND d.event_id = chosen.event_id""")
                .bind("webhook", webhook)
                .bind("from", from)
                .bind("to", to)
                .bindByType("state", state == null ? null : state.name(), String.class)
                .bind("limit", MOST_REPLAYED + 1)
                .execute();
    }

    /** Takes some of the oldest out of the log, of those that have ended; how many. */
    int purge(int limit) {
        return db.handle()
                .createUpdate("""
                        DELETE FROM webhook_delivery d
                         USING (SELECT webhook_id, event_id FROM webhook_delivery
                                 WHERE created_at < now() - make_interval(secs => :age) AND state <> 'PENDING'
                                 LIMIT :limit FOR UPDATE SKIP LOCKED) AS old
                         WHERE d.webhook_id = old.webhook_id AND d.event_id = old.event_id""")
                .bind("age", settings.keepLog().toSeconds())
                .bind("limit", limit)
                .execute();
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        var state = DeliveryState.valueOf(row.getString("state"));
        return new Delivery(
                row.getObject("event_id", UUID.class),
                row.getString("event_type"),
                state,
                row.getInt("attempts"),
                state == DeliveryState.PENDING ? instant(row, "next_attempt_at") : null,
                row.getObject("last_status", Integer.class),
                row.getString("last_problem"),
                instant(row, "created_at"),
                instant(row, "ended_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
