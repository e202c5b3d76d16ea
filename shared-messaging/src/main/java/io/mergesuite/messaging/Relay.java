package io.mergesuite.messaging;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jboss.logging.Logger;

/**
 * Sends what lies in the outbox. Of all replicas of a service one relay is active: the one that holds a session advisory lock.
 * It reads and deletes on the connection that holds the lock, so that a relay that has lost one has lost the other.
 *
 * <p>Dies before the send: the rows are sent by the next. Between send and delete: they are sent again with the same message
 * ids, and every inbox drops them.
 */
@Singleton
final class Relay implements Runnable {

    private static final Logger LOG = Logger.getLogger(Relay.class);

    private static final long LOCK = 0x6d65726765L; // each service has its own database
    private static final int MAX_ROWS = 500;
    private static final int MAX_BYTES = 8 * 1024 * 1024;
    /** Kafka was away, or something is wrong with the producer: a new one sends again what was not acknowledged. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int MAX_BYTES_FENCED = 1024 * 1024; // commands wait while facts are sent

    private static final String LOWEST = """
            SELECT seq, message_id, topic, key, type, body, traceparent, created_at
              FROM (SELECT lowest.*, sum(octet_length(body)) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) AS bytes,
                           row_number() OVER (ORDER BY seq) AS place
                      FROM (SELECT * FROM outbox WHERE compacted = ? ORDER BY seq LIMIT ?) lowest) sized
             WHERE place = 1 OR bytes <= ?
             ORDER BY seq""";

    // A delete that is lost in a crash of PostgreSQL only makes the relay send again: not worth a flush to disk.
    private static final String DELETE = """
            WITH unflushed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
                 sent AS (DELETE FROM outbox WHERE compacted = ? AND seq = ANY(?) RETURNING created_at)
            SELECT 1000 * extract(epoch FROM clock_timestamp() - min(created_at)) FROM sent, unflushed""";

    private final AgroalDataSource dataSource;
    private final KafkaClients clients;
    private final Duration poll;
    private final String source;
    private final Timer lag;
    private final Semaphore woken = new Semaphore(0);
    private final BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private KafkaProducer<String, byte[]> repeating;
    private KafkaProducer<String, byte[]> fenced;

    Relay(AgroalDataSource dataSource, KafkaClients clients, MessagingSettings settings, MeterRegistry meters) {
        this.dataSource = dataSource;
        this.clients = clients;
        this.poll = settings.relayPoll();
        this.source = '/' + clients.application();
        this.lag = Timer.builder("suite.relay.lag")
                .description("From a message's insert to its acknowledgement by Kafka, the oldest of each batch")
                .register(meters);
    }

    /** There are new messages in the outbox. */
    void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    /** Runs until the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    leadWhileLocked();
                } catch (SQLException | RuntimeException | ExecutionException | TimeoutException e) {
                    LOG.warnf("The relay starts again after %s", SqlFailures.describe(e));
                    closeProducers();
                    Thread.sleep(backOff.next());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeProducers();
        }
    }

    private void leadWhileLocked() throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        try (Connection connection = dataSource.getConnection()) {
            if (!ask(connection, "SELECT pg_try_advisory_lock(" + LOCK + ")")) {
                Thread.sleep(poll);
                return;
            }
            try {
                while (true) {
                    int urgent = relayLowest(connection, false);
                    int facts = relayLowest(connection, true);
                    if (urgent + facts == 0) {
                        await();
                    }
                }
            } finally {
                unlock(connection);
            }
        }
    }

    private static void unlock(Connection connection) {
        try {
            ask(connection, "SELECT pg_advisory_unlock(" + LOCK + ")");
        } catch (SQLException e) {
            LOG.debugf("The lock went with its connection: %s", SqlFailures.describe(e));
        }
    }

    private static boolean ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private void await() throws InterruptedException {
        if (woken.tryAcquire(poll.toNanos(), TimeUnit.NANOSECONDS)) {
            woken.drainPermits();
        }
    }

    /**
     * Sends the lowest rows of one kind. The two kinds take turns: a merge waits for commands, replies and events, nobody for the facts
     * of compacted topics, of which a million may lie here when a topic is filled again.
     */
    private int relayLowest(Connection connection, boolean compacted)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        List<Waiting> rows = lowest(connection, compacted);
        if (rows.isEmpty()) {
            return 0;
        }
        CrashPoints.reach("relay.before-send");
        List<Long> acknowledged = new ArrayList<>(rows.size());
        try {
            if (compacted) {
                sendFenced(rows, acknowledged);
            } else {
                sendRepeating(rows, acknowledged);
            }
            backOff.reset();
        } finally {
            CrashPoints.reach("relay.after-send");
            delete(connection, compacted, acknowledged);
            CrashPoints.reach("relay.after-delete");
        }
        return rows.size();
    }

    private List<Waiting> lowest(Connection connection, boolean compacted) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOWEST)) {
            query.setBoolean(1, compacted);
            query.setInt(2, MAX_ROWS);
            query.setInt(3, compacted ? MAX_BYTES_FENCED : MAX_BYTES);
            try (ResultSet rows = query.executeQuery()) {
                List<Waiting> lowest = new ArrayList<>();
                while (rows.next()) {
                    ProducerRecord<String, byte[]> message =
                            new ProducerRecord<>(rows.getString("topic"), rows.getString("key"), rows.getBytes("body"));
                    Wire.write(
                            message.headers(),
                            rows.getObject("message_id", UUID.class),
                            rows.getString("type"),
                            source,
                            rows.getObject("created_at", OffsetDateTime.class).toInstant(),
                            rows.getString("traceparent"));
                    lowest.add(new Waiting(rows.getLong("seq"), message));
                }
                return lowest;
            }
        }
    }

    /** In one transaction of Kafka: all of them or, as far as consumers see, none. */
    private void sendFenced(List<Waiting> rows, List<Long> acknowledged) {
        if (fenced == null) {
            fenced = clients.fencedProducer();
            fenced.initTransactions(); // from now on Kafka refuses the relay before this one
        }
        fenced.beginTransaction();
        for (Waiting row : rows) {
            Future<RecordMetadata> unused = fenced.send(row.message()); // the commit fails if one of them fails
        }
        fenced.commitTransaction();
        rows.forEach(row -> acknowledged.add(row.seq()));
    }

    private void sendRepeating(List<Waiting> rows, List<Long> acknowledged)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (repeating == null) {
            repeating = clients.repeatingProducer();
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
        for (Waiting row : rows) {
            Future<RecordMetadata> future = repeating.send(row.message());
            sent.add(future);
            if (future.state() == Future.State.FAILED) {
                break; // not even accepted: what follows must not overtake it
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        ExecutionException failure = null;
        for (int i = 0; i < sent.size(); i++) {
            try {
                sent.get(i).get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                acknowledged.add(rows.get(i).seq());
            } catch (ExecutionException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void delete(Connection connection, boolean compacted, List<Long> acknowledged) throws SQLException {
        if (acknowledged.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setBoolean(1, compacted);
            delete.setArray(2, connection.createArrayOf("int8", acknowledged.toArray()));
            try (ResultSet oldest = delete.executeQuery()) {
                oldest.next();
                lag.record(oldest.getLong(1), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** At once: what is on its way is sent again by whoever leads next. */
    private void closeProducers() {
        boolean interrupted = Thread.interrupted(); // a producer would not close
        if (repeating != null) {
            repeating.close(Duration.ZERO);
            repeating = null;
        }
        if (fenced != null) {
            fenced.close(Duration.ZERO);
            fenced = null;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Waiting(long seq, ProducerRecord<String, byte[]> message) {}
}
