package io.mergesuite.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.facts.ShopFacts;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A message is sent with its transaction and handled once (SG-08). */
@QuarkusTest
class DeliveryIT extends MessagingIT {

    @Inject
    MeterRegistry meters;

    @Test
    @DisplayName("SG-08: what was sent in a transaction arrives once, with the sender's trace")
    void arrivesOnce() {
        // Given
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        TraceParent.set(traceparent);

        // When
        send(command(1));
        TraceParent.set(null);

        // Then
        awaitHandled(1L);
        assertEquals(
                traceparent,
                db.read(handle -> handle.createQuery("SELECT traceparent FROM journal WHERE key = :key")
                        .bind("key", key)
                        .mapTo(String.class)
                        .one()));
    }

    @Test
    @DisplayName("SG-08: a rollback sends nothing")
    void rollbackSendsNothing() {
        // When
        QuarkusTransaction.begin();
        outbox.send(command(1));
        QuarkusTransaction.rollback();
        send(command(2));

        // Then
        awaitHandled(2L);
        assertEquals(1, onKafka(COMMANDS).size());
    }

    @Test
    @DisplayName("messages of one key are handled in the order in which they were sent, over many transactions")
    void orderWithinAKey() {
        // Given
        long seed = new Random().nextLong();
        System.out.println("orderWithinAKey seed " + seed);
        Random random = new Random(seed);
        List<String> keys = List.of(key + "-a", key + "-b", key + "-c");
        long[] versions = new long[keys.size()];

        // When
        for (int transaction = 0; transaction < 60; transaction++) {
            List<OutgoingMessage> messages = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int pick = random.nextInt(keys.size());
                messages.add(OutgoingMessage.of(COMMANDS, keys.get(pick), body(versions[pick]++)));
            }
            QuarkusTransaction.requiringNew().run(() -> outbox.send(messages));
        }

        // Then
        for (int i = 0; i < keys.size(); i++) {
            List<Long> expected = LongStream.range(0, versions[i]).boxed().toList();
            String each = keys.get(i);
            await().atMost(SOON).untilAsserted(() -> assertEquals(expected, handled(each)));
        }
    }

    @Test
    @DisplayName("SG-08: a message that comes again, alone or in one poll, is dropped and counted")
    void repeatIsDropped() {
        // Given
        UUID id = UUID.randomUUID();
        double before = duplicates();

        // When
        sendRaw(id, "shop-facts.v1", Wire.json(body(1)));
        awaitHandled(1L);
        for (int i = 0; i < 4; i++) {
            sendRaw(id, "shop-facts.v1", Wire.json(body(1)));
        }
        send(command(2));

        // Then
        awaitHandled(1L, 2L);
        await().atMost(SOON).untilAsserted(() -> assertEquals(before + 4, duplicates()));
    }

    @Test
    @DisplayName("hole 6: the same command under a new message id is handled again")
    void redriveIsHandled() {
        // When
        send(command(1));
        send(command(1));

        // Then
        awaitHandled(1L, 1L);
    }

    @Test
    @DisplayName("a version sent again keeps its message id and is dropped")
    void versionKeepsItsId() {
        // When
        send(OutgoingMessage.ofVersion(FACTS, key, 1, body(1)));
        send(OutgoingMessage.ofVersion(FACTS, key, 1, body(1)));
        send(OutgoingMessage.ofVersion(FACTS, key, 2, body(2)));

        // Then
        awaitHandled(1L, 2L);
    }

    @Test
    @DisplayName("SG-05: messages that are too much for one transaction are handled in several, each once and in order")
    void manyBytesAreSeveralTransactions() {
        // Given: the loop is held up by one message while eleven long ones come to Kafka
        CountDownLatch allSent = new CountDownLatch(1);
        List<Integer> together = Collections.synchronizedList(new ArrayList<>());
        journal.sicken(messages -> {
            together.add(messages.size());
            assertDoesNotThrow(() -> allSent.await());
        });
        send(command(0));
        await().atMost(SOON).until(() -> !together.isEmpty());
        String name = "T".repeat(100_000);
        QuarkusTransaction.requiringNew()
                .run(() -> outbox.send(LongStream.rangeClosed(1, 11)
                        .mapToObj(version -> OutgoingMessage.of(
                                COMMANDS,
                                key,
                                new ShopFacts(new ShopId("tea"), version, name, "Asia/Tokyo", "JP", "ja", "JPY")))
                        .toList()));
        await().atMost(SOON).until(() -> onKafka(COMMANDS).size() == 12);

        // When
        allSent.countDown();

        // Then: of a 100 KB each, no more than five fit into 512 KiB
        awaitHandled(LongStream.rangeClosed(0, 11).boxed().toArray(Long[]::new));
        assertTrue(Collections.max(together) <= 5, () -> "together " + together);
        assertTrue(together.size() < 12, () -> "not one by one: " + together);
    }

    @Test
    @DisplayName("a key deleted from a compacted topic arrives without body")
    void tombstone() {
        // When
        send(OutgoingMessage.of(FACTS, key, body(1)), OutgoingMessage.of(FACTS, key, null));

        // Then
        awaitHandled(1L, null);
        assertThrows(IllegalArgumentException.class, () -> OutgoingMessage.of(COMMANDS, key, null));
    }

    @Test
    @DisplayName("a message that no topic takes is refused in the transaction that sends it")
    void refusedBeforeItIsStored() {
        // Given
        OutgoingMessage unlisted = OutgoingMessage.of(COMMANDS, key, "text");

        // When
        assertThrows(IllegalArgumentException.class, () -> send(unlisted));
        assertThrows(IllegalStateException.class, () -> outbox.send(command(1)));

        // Then
        assertEquals(List.of(), handled(key));
    }

    @Test
    @DisplayName("handle() is the running transaction's connection, whoever else asks the data source")
    void oneConnection() {
        QuarkusTransaction.requiringNew().run(() -> {
            int ours = db.handle()
                    .createQuery("SELECT pg_backend_pid()")
                    .mapTo(Integer.class)
                    .one();
            int theirs = backendOfDataSource();
            assertEquals(ours, theirs);
            assertEquals(db.handle(), db.handle());
        });
        assertThrows(IllegalStateException.class, db::handle);
    }

    @Test
    @DisplayName("ids and columns are bound and read as they are")
    void idsAndColumns() {
        List<CustomerId> ids = List.of(CustomerId.next(), CustomerId.next());
        List<CustomerId> read = db.read(handle -> handle.createQuery("""
                        SELECT id FROM unnest(:ids) WITH ORDINALITY AS c (id, place) WHERE id <> :none ORDER BY place""")
                .bind("none", CustomerId.next())
                .bindNamedArgumentFinder(Columns.of(ids).uuids("ids", CustomerId::value))
                .mapTo(CustomerId.class)
                .list());
        assertEquals(ids, read);

        List<UUID> members = ids.stream().map(CustomerId::value).toList();
        boolean asBound = db.read(handle -> handle.createQuery("""
                        SELECT lists::uuid[] = :members AND at < now() AND doc = '{"a": 1}' AND ok AND length(raw) = 2
                          FROM unnest(:lists, :ats, :docs, :oks, :raws) AS c (lists, at, doc, ok, raw)""")
                .bindNamedArgumentFinder(Columns.of(members).uuids("members", id -> id))
                .bindNamedArgumentFinder(Columns.of(List.of(1L))
                        .uuidLists("lists", row -> members)
                        .instants("ats", row -> Instant.EPOCH)
                        .json("docs", row -> "{\"a\": 1}")
                        .booleans("oks", row -> true)
                        .bytes("raws", row -> new byte[] {1, 2}))
                .mapTo(Boolean.class)
                .one());
        assertTrue(asBound);
    }

    private int backendOfDataSource() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
            pid.next();
            return pid.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private double duplicates() {
        return meters.get("suite.consumer.duplicates")
                .tag("consumer", "journal")
                .counter()
                .count();
    }
}
