package io.mergesuite.messaging;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.topic.Topic;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** The messages that were set aside, and the way to have them handled after all. */
@ApplicationScoped
public class DeadLetters {

    private static final String COLUMNS =
            "id, consumer, message_id, topic, key, type, error, parked_at, ended_at, replayed_as";

    private final Db db;
    private final Inbox inbox;
    private final Instance<MessageHandler> handlers;

    DeadLetters(Db db, Inbox inbox, @Any Instance<MessageHandler> handlers) {
        this.db = db;
        this.inbox = inbox;
        this.handlers = handlers;
    }

    /**
     * Those that wait, the oldest first.
     *
     * @param after the last one of the page before, or null
     */
    public List<DeadLetter> list(UUID after, int limit) {
        return db.read(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM dead_letter"
                        + " WHERE ended_at IS NULL AND (:after::uuid IS NULL OR id > :after) ORDER BY id LIMIT :limit")
                .bind("after", after)
                .bind("limit", limit)
                .map(ConstructorMapper.of(DeadLetter.class))
                .list());
    }

    /** One that waits, or that has ended within the purge horizon. */
    public Optional<DeadLetter> find(UUID id) {
        return db.read(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM dead_letter WHERE id = :id")
                .bind("id", id)
                .map(ConstructorMapper.of(DeadLetter.class))
                .findOne());
    }

    /**
     * Gives a message to its handler again, under a new message id, marks it replayed and forgets its body, all in the running
     * transaction or one of its own. One that has ended is left alone.
     *
     * @return whether it was handled now
     * @throws NoSuchElementException if there is none of this id
     * @throws IllegalStateException if this version can't read it either, or has no such consumer
     * @throws RuntimeException what the handler throws; the message then waits as before
     */
    public boolean replay(UUID id) {
        return QuarkusTransaction.joiningExisting().call(() -> {
            Parked parked = db.handle()
                    .createQuery("""
                            SELECT consumer, topic, key, type, body, sent_at, traceparent, ended_at IS NOT NULL AS ended
                              FROM dead_letter WHERE id = :id FOR UPDATE""")
                    .bind("id", id)
                    .map((row, context) -> new Parked(row))
                    .findOne()
                    .orElseThrow(() -> new NoSuchElementException("there is no dead letter " + id));
            if (parked.ended) {
                return false;
            }
            UUID replayedAs = UuidCreator.getTimeOrderedEpochPlus1();
            MessageHandler handler = handler(parked.consumer);
            IncomingMessage message = parked.message(replayedAs, handler);
            TraceParent.set(parked.traceparent);
            try {
                inbox.claim(parked.consumer, List.of(replayedAs), parked.size());
                handler.handle(List.of(message));
            } finally {
                TraceParent.set(null);
            }
            return end(id, replayedAs);
        });
    }

    /**
     * Gives a message up: it is never handled, and its body is forgotten. One that has ended is left alone.
     *
     * @return whether it was given up now
     */
    public boolean discard(UUID id) {
        return QuarkusTransaction.joiningExisting().call(() -> end(id, null));
    }

    /** The body may hold a customer's values, and nobody needs it any more. */
    private boolean end(UUID id, UUID replayedAs) {
        return db.handle()
                        .createUpdate("UPDATE dead_letter SET ended_at = now(), replayed_as = :as, body = NULL"
                                + " WHERE id = :id AND ended_at IS NULL")
                        .bind("as", replayedAs)
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /**
     * Forgets, in the running transaction, the messages in which one of these texts stands (API-11). Those that wait are given up: what
     * they were to bring about is asked for again by the saga.
     */
    public void forget(Collection<String> texts) {
        db.handle()
                .createUpdate("""
                        UPDATE dead_letter SET ended_at = coalesce(ended_at, now()), key = NULL, body = NULL
                         WHERE body IS NOT NULL
                           AND EXISTS (SELECT FROM unnest(:texts) AS t (text) WHERE position(convert_to(t.text, 'UTF8') IN body) > 0)""")
                .bindNamedArgumentFinder(Columns.of(texts).texts("texts", text -> text))
                .execute();
    }

    /** Sets a message aside, in a transaction of its own, in which it also counts as handled. Returns whether it is new. */
    boolean park(String consumer, Received received, String error) {
        return QuarkusTransaction.requiringNew().call(() -> {
            if (inbox.claim(consumer, List.of(received.id()), 0).isEmpty()) {
                return false;
            }
            db.handle()
                    .createUpdate("""
                            INSERT INTO dead_letter (consumer, message_id, topic, key, type, body, sent_at, traceparent, error)
                            VALUES (:consumer, :message, :topic, :key, :type, :body, :sentAt, :traceparent, :error)""")
                    .bind("consumer", consumer)
                    .bind("message", received.id())
                    .bind("topic", received.record().topic())
                    .bind("key", storable(received.record().key()))
                    .bind("type", storable(Wire.type(received.record())))
                    .bind("body", received.record().value())
                    .bind("sentAt", Wire.sentAt(received.record()))
                    .bind("traceparent", storable(Wire.traceparent(received.record())))
                    .bind("error", error)
                    .execute();
            return true;
        });
    }

    /** Forgets those that have ended longer ago than this. Those that wait stay until an operator says otherwise. */
    void purge(Duration horizon) {
        db.handle()
                .createUpdate("DELETE FROM dead_letter WHERE ended_at < now() - make_interval(secs => :horizon)")
                .bind("horizon", (double) horizon.toSeconds())
                .execute();
    }

    /** Whoever writes what can't be read may also write a NUL, which PostgreSQL's text does not take. */
    private static String storable(String text) {
        return text == null ? null : text.replace("\0", "");
    }

    private MessageHandler handler(String consumer) {
        return handlers.stream()
                .filter(handler -> handler.consumer().equals(consumer))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this service has no consumer " + consumer));
    }

    private static final class Parked {

        private final String consumer;
        private final String topic;
        private final String key;
        private final String type;
        private final byte[] body;
        private final Instant sentAt;
        private final String traceparent;
        private final boolean ended;

        Parked(ResultSet row) throws SQLException {
            consumer = row.getString("consumer");
            topic = row.getString("topic");
            key = row.getString("key");
            type = row.getString("type");
            body = row.getBytes("body");
            sentAt = row.getObject("sent_at", OffsetDateTime.class).toInstant();
            traceparent = row.getString("traceparent");
            ended = row.getBoolean("ended");
        }

        int size() {
            return body == null ? 0 : body.length;
        }

        IncomingMessage message(UUID id, MessageHandler handler) {
            Topic from = handler.topics().stream()
                    .filter(each -> each.name().equals(topic))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(consumer + " no longer reads " + topic));
            try {
                return new IncomingMessage(id, from, key, body == null ? null : Wire.body(type, body), sentAt);
            } catch (Wire.Unreadable e) {
                throw new IllegalStateException("the message can't be read: " + e.getMessage(), e);
            }
        }
    }
}
