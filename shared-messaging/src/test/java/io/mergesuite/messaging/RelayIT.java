package io.mergesuite.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.contracts.topic.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Relays of the test's own, stopped where it hurts. */
@TestProfile(RelayIT.NoThreads.class)
@QuarkusTest
class RelayIT extends MessagingIT {

    /** The application runs none of its own. */
    public static final class NoThreads implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("suite.messaging.enabled", "false");
        }
    }

    @Inject
    KafkaClients clients;

    @Inject
    MessagingSettings settings;

    @Inject
    TopicWatch topicWatch;

    private final List<Thread> relays = new ArrayList<>();

    @Override
    @BeforeEach
    void theStackIsQuiet() {
        db.read(handle -> handle.execute("DELETE FROM outbox"));
        try {
            topicWatch.check();
        } catch (ExecutionException | InterruptedException | SQLException e) {
            throw new IllegalStateException(e);
        }
        db.read(handle -> handle.execute("DELETE FROM outbox"));
    }

    @AfterEach
    void stopRelays() throws InterruptedException {
        for (Thread relay : relays) {
            stop(relay);
        }
        db.read(handle -> handle.execute("DROP TRIGGER IF EXISTS hold ON outbox"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("SG-08: killed between send and delete, the relay sends again, with the same message ids")
    void killedBetweenSendAndDelete(boolean compacted) {
        // Given
        Topic topic = compacted ? FACTS : COMMANDS;
        OutgoingMessage[] messages = {
            OutgoingMessage.of(topic, key, body(1)), OutgoingMessage.of(topic, key, body(2)),
        };
        send(messages);

        // When: the relay has sent and waits to delete, it loses its connection
        withDeletesHeld(() -> {
            startRelay();
            await().atMost(SOON).until(() -> onKafka(topic).size() == 2);
            await().atMost(SOON)
                    .until(() -> terminate("wait_event_type = 'Lock' AND query LIKE '%DELETE FROM outbox%'") == 1);
            assertEquals(2, waiting());
        });

        // Then
        await().atMost(SOON).until(() -> waiting() == 0);
        assertEquals(
                List.of(messages[0].id(), messages[1].id(), messages[0].id(), messages[1].id()),
                onKafka(topic).stream()
                        .map(record -> Wire.id(record).orElseThrow())
                        .toList());
    }

    @Test
    @DisplayName("SG-05: a command does not wait behind the facts of a topic that is filled again")
    void commandsDoNotWaitBehindFacts() {
        // Given
        send(LongStream.range(0, 2_000)
                .mapToObj(version -> OutgoingMessage.of(FACTS, key, body(version)))
                .toArray(OutgoingMessage[]::new));
        send(command(1));

        // When: the relay can send once, as it can't delete what it has sent
        withDeletesHeld(() -> {
            startRelay();
            await().atMost(SOON)
                    .until(() -> !onKafka(COMMANDS).isEmpty() || !onKafka(FACTS).isEmpty());

            // Then
            assertEquals(0, onKafka(FACTS).size());
        });
        await().atMost(SOON).until(() -> waiting() == 0);
        assertEquals(1, onKafka(COMMANDS).size());
        assertEquals(2_000, onKafka(FACTS).size());
    }

    /** While this runs, no delete from the outbox gets through. */
    private void withDeletesHeld(Runnable work) {
        db.read(handle -> handle.execute("""
                CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN OLD; END $$"""));
        db.read(handle ->
                handle.execute("CREATE TRIGGER hold BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION hold()"));
        db.read(handle -> {
            handle.createQuery("SELECT pg_advisory_lock(42)").mapToMap().list();
            try {
                work.run();
            } finally {
                handle.createQuery("SELECT pg_advisory_unlock(42)").mapToMap().list();
            }
            return null;
        });
    }

    @Test
    @DisplayName("of two relays one sends; when it stops the other takes over; nothing is sent twice")
    void oneIsActive() throws InterruptedException {
        // Given
        Thread first = startRelay();
        await().atMost(SOON).until(() -> holders() == 1);
        startRelay();

        // When
        LongStream.range(0, 50).forEach(version -> send(command(version)));
        await().atMost(SOON).until(() -> waiting() == 0);
        assertEquals(1, holders());
        stop(first);
        LongStream.range(50, 100).forEach(version -> send(command(version)));

        // Then
        await().atMost(SOON).until(() -> waiting() == 0);
        assertEquals(1, holders());
        assertEquals(LongStream.range(0, 100).boxed().toList(), versions(COMMANDS));
    }

    @Test
    @DisplayName("a relay that has lost its lock stops sending, and stands in line again")
    void losesTheLock() {
        // Given
        startRelay();
        startRelay();
        await().atMost(SOON).until(() -> holders() == 1);

        // When
        for (int version = 0; version < 30; version++) {
            send(command(version));
            if (version % 10 == 5) {
                terminate("pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)");
            }
        }

        // Then
        await().atMost(SOON).until(() -> waiting() == 0);
        assertEquals(
                LongStream.range(0, 30).boxed().toList(),
                versions(COMMANDS).stream().distinct().toList());
    }

    @Test
    @DisplayName("hole 8: Kafka refuses what an older relay writes late to a compacted topic")
    void olderRelayIsRefused() throws ExecutionException, InterruptedException {
        // Given
        try (KafkaProducer<String, byte[]> older = clients.fencedProducer();
                KafkaProducer<String, byte[]> newer = clients.fencedProducer()) {
            older.initTransactions();
            older.beginTransaction();
            older.send(new ProducerRecord<>(FACTS.name(), key, Wire.json(body(1))))
                    .get();

            // When
            newer.initTransactions();
            newer.beginTransaction();
            newer.send(new ProducerRecord<>(FACTS.name(), key, Wire.json(body(2))))
                    .get();
            newer.commitTransaction();

            // Then
            assertThrows(KafkaException.class, older::commitTransaction);
        }
        assertEquals(1, onKafka(FACTS).size());
        assertEquals(List.of(2L), versions(FACTS));
    }

    private List<Long> versions(Topic topic) {
        return onKafka(topic).stream().map(RelayIT::version).toList();
    }

    private static long version(ConsumerRecord<String, byte[]> record) {
        try {
            return ((ShopFacts) Wire.body("shop-facts.v1", record.value())).version();
        } catch (Wire.Unreadable e) {
            throw new IllegalStateException(e);
        }
    }

    private Thread startRelay() {
        Thread relay = Thread.ofPlatform().start(new Relay(dataSource, clients, settings, new SimpleMeterRegistry()));
        relays.add(relay);
        return relay;
    }

    private static void stop(Thread relay) throws InterruptedException {
        relay.interrupt();
        relay.join();
    }

    private long holders() {
        return db.read(handle -> handle.createQuery(
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid <> 42")
                .mapTo(Long.class)
                .one());
    }

    private long terminate(String which) {
        return db.read(handle -> handle.createQuery("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND " + which)
                .mapTo(Long.class)
                .one());
    }
}
