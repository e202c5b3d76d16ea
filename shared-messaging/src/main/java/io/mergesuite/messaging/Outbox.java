package io.mergesuite.messaging;

import io.mergesuite.contracts.message.MessageTypes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Sends messages with the running transaction: they are sent if it commits, and not if it rolls back. From then on they are
 * sent at least once, each time with the same id, whatever is killed (SG-08).
 */
@ApplicationScoped
public class Outbox {

    private final Db db;
    private final Relay relay;
    private final TransactionSynchronizationRegistry transactions;
    private final long maxMessage;

    Outbox(Db db, Relay relay, TransactionSynchronizationRegistry transactions, MessagingSettings settings) {
        this.db = db;
        this.relay = relay;
        this.transactions = transactions;
        this.maxMessage = settings.maxMessage().asLongValue();
    }

    /** As {@link #send(Collection)}. */
    public void send(OutgoingMessage... messages) {
        send(List.of(messages));
    }

    /**
     * Adds messages to the running transaction, by one statement for all of them. Those of one key are received in the order
     * in which they were sent, as long as whoever writes that key locks the same row before.
     *
     * @throws IllegalStateException without a running transaction
     * @throws IllegalArgumentException if a body is not listed in {@link MessageTypes}, or longer than
     *     {@code suite.messaging.max-message} (4 MiB)
     */
    public void send(Collection<OutgoingMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        List<Row> rows = messages.stream().map(this::row).toList();
        db.handle()
                .createUpdate("""
                        INSERT INTO outbox (message_id, topic, compacted, key, type, body, traceparent)
                        SELECT message_id, topic, compacted, key, type, body, :traceparent
                          FROM unnest(:ids, :topics, :compacted, :keys, :types, :bodies)
                               WITH ORDINALITY AS m (message_id, topic, compacted, key, type, body, position)
                         ORDER BY position""")
                .bind("traceparent", TraceParent.current())
                .bindNamedArgumentFinder(Columns.of(rows)
                        .uuids("ids", Row::id)
                        .texts("topics", Row::topic)
                        .booleans("compacted", Row::compacted)
                        .texts("keys", Row::key)
                        .texts("types", Row::type)
                        .bytes("bodies", Row::body))
                .execute();
        wakeRelayAfterCommit();
    }

    private Row row(OutgoingMessage message) {
        Object body = message.body();
        String type = body == null ? null : MessageTypes.nameOf(body.getClass());
        byte[] json = body == null ? null : Wire.json(body);
        if (json != null && json.length > maxMessage) {
            throw new IllegalArgumentException("a message of " + json.length + " bytes is too long for "
                    + message.topic().name() + ", which takes " + maxMessage);
        }
        return new Row(message, type, json);
    }

    private void wakeRelayAfterCommit() {
        if (transactions.getResource(this) != null) {
            return;
        }
        transactions.putResource(this, true);
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    relay.wake();
                }
            }
        });
    }

    private static final class Row {

        private final OutgoingMessage message;
        private final String type;
        private final byte[] body;

        Row(OutgoingMessage message, String type, byte[] body) {
            this.message = message;
            this.type = type;
            this.body = body;
        }

        UUID id() {
            return message.id();
        }

        String topic() {
            return message.topic().name();
        }

        boolean compacted() {
            return message.topic().compacted();
        }

        String key() {
            return message.key();
        }

        String type() {
            return type;
        }

        byte[] body() {
            return body;
        }
    }
}
