package io.mergesuite.messaging;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A database that goes away and comes back costs time and nothing else (SG-05, SG-08). */
@QuarkusTest
class DatabaseAwayIT extends MessagingIT {

    private static final Duration LONGER_THAN_THE_SESSION = Duration.ofSeconds(8);

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @Test
    @DisplayName("SG-08: a transaction that loses its connection before its commit is done again, once")
    void connectionLostInTheTransaction() {
        // Given
        AtomicInteger tries = new AtomicInteger();
        journal.sicken(messages -> {
            if (messages.getFirst().key().equals(key) && tries.incrementAndGet() <= 3) {
                terminateMyself();
            }
        });

        // When
        send(command(1), command(2));

        // Then
        awaitHandled(1L, 2L);
        assertEquals(0, parkedOfMine());
    }

    @Test
    @DisplayName("a deadlock and a serialisation failure are tried again, and park nothing")
    void passingFailures() {
        // Given
        List<String> states = List.of("40P01", "40001", "55P03");
        AtomicInteger tries = new AtomicInteger();
        journal.sicken(messages -> {
            int tried = messages.getFirst().key().equals(key) ? tries.getAndIncrement() : states.size();
            if (tried < states.size()) {
                db.handle()
                        .execute("DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '" + states.get(tried)
                                + "'; END $$");
            }
        });

        // When
        send(command(1));

        // Then
        awaitHandled(1L);
        assertEquals(0, parkedOfMine());
    }

    @Test
    @DisplayName("SG-05: while the database refuses everyone the loop waits in its group, and then goes on")
    void databaseAway() throws SQLException, ExecutionException, InterruptedException {
        try (Connection operator = DriverManager.getConnection(url, user, password);
                Statement sql = operator.createStatement()) {
            // Given
            send(command(-1));
            awaitHandled(-1L);
            List<String> before = members();
            sql.execute("ALTER DATABASE suite CONNECTION LIMIT 0");
            sql.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = 'suite' AND pid <> pg_backend_pid() AND usename = current_user");

            // When
            for (long version = 0; version < 10; version++) {
                sendRaw(UUID.randomUUID(), "shop-facts.v1", Wire.json(body(version)));
            }
            await().pollDelay(LONGER_THAN_THE_SESSION).atMost(SOON).until(() -> true);
            sql.execute("ALTER DATABASE suite CONNECTION LIMIT -1");

            // Then
            awaitHandled(LongStream.range(-1, 10).boxed().toArray(Long[]::new));
            assertEquals(before, members());
            assertEquals(0, parkedOfMine());
        }
    }

    private void terminateMyself() {
        db.handle()
                .createQuery("SELECT pg_terminate_backend(pg_backend_pid())")
                .mapTo(Boolean.class)
                .one();
    }

    private List<String> members() throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return admin.describeConsumerGroups(List.of("messaging-test.journal")).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .map(MemberDescription::consumerId)
                    .toList();
        }
    }

    private long parkedOfMine() {
        return deadLetters.list(null, 1_000).stream()
                .filter(letter -> key.equals(letter.key()))
                .count();
    }
}
