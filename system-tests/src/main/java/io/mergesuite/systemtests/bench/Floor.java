package io.mergesuite.systemtests.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What merging costs if SQL is all there is: the lasting effects of a merge, written in the same five databases over JDBC, without
 * messages, claims, states, retries, or a way back to before the pivot. Each database is asked with one statement, which is a
 * transaction.
 */
final class Floor {

    private static final Map<Service, String> STATEMENTS = new EnumMap<>(Map.of(
            Service.CUSTOMER_SERVICE,
            """
            WITH pair AS (SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[]) AS pair(merge, survivor, source)),
            held AS MATERIALIZED (
                SELECT id FROM customer WHERE id IN (SELECT survivor FROM pair UNION ALL SELECT source FROM pair)
                ORDER BY id FOR UPDATE),
            edge AS (INSERT INTO merge_edge (merge_id, source_id, survivor_id, shop_id, state)
                SELECT merge, source, survivor, 'bench', 'ACTIVE' FROM pair),
            gone AS (UPDATE customer SET status = 'MERGED', merge_id = pair.merge, merged_into = pair.survivor,
                    version = version + 1, updated_at = now() FROM pair
                WHERE id = pair.source AND (SELECT count(*) FROM held) > 0)
            UPDATE customer SET survivor = true, version = version + 1, updated_at = now() FROM pair
            WHERE id = pair.survivor AND (SELECT count(*) FROM held) > 0
            """,
            Service.ORDER_SERVICE,
            """
            WITH pair AS (SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[]) AS pair(merge, survivor, source)),
            edge AS (INSERT INTO merge_edge (merge_id, source_id, survivor_id, shop_id, state, counts)
                SELECT merge, source, survivor, 'bench', 'ACTIVE', '{}' FROM pair),
            pointer AS (UPDATE customer_reference SET canonical_id = pair.survivor FROM pair WHERE id = pair.source),
            orders AS (UPDATE orders SET customer_id = pair.survivor, version = version + 1 FROM pair
                WHERE customer_id = pair.source),
            subscription AS (UPDATE subscription SET customer_id = pair.survivor, version = version + 1 FROM pair
                WHERE customer_id = pair.source),
            review AS (UPDATE review SET customer_id = pair.survivor, version = version + 1 FROM pair
                WHERE customer_id = pair.source),
            inquiry AS (UPDATE inquiry SET customer_id = pair.survivor, version = version + 1,
                    details = '{"familyName": "Sato", "givenName": "Hanako", "email": "s@example.org"}' FROM pair
                WHERE customer_id = pair.source RETURNING pair.merge, old.id, old.details)
            INSERT INTO merge_manifest (merge_id, kind, row_id, replaced) SELECT merge, 'inquiries', id, details FROM inquiry
            """,
            Service.LEAD_SERVICE,
            participant("UPDATE lead"),
            Service.BLACKLIST_SERVICE,
            participant("UPDATE blacklist_entry"),
            Service.MERGE_ORCHESTRATOR,
            """
            WITH pair AS (SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[]) AS pair(merge, survivor, source)),
            outcome AS (INSERT INTO merge_outcome (merge_id, state, progress, ended_at)
                SELECT merge, 'COMPLETED', '{"moved": {"orders": 3, "inquiries": 1}}', now() FROM pair)
            INSERT INTO merge (id, shop_id, survivor_id, source_ids, actor, policy, created_at)
            SELECT merge, 'bench', survivor, ARRAY[source], 'floor', '{}', now() FROM pair
            """));

    private final Databases databases;

    Floor(Databases databases) {
        this.databases = databases;
    }

    private static String participant(String update) {
        return """
            WITH pair AS (SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[]) AS pair(merge, survivor, source)),
            reference AS (INSERT INTO customer_reference (id, shop_id, canonical_id)
                SELECT survivor, 'bench', survivor FROM pair UNION ALL SELECT source, 'bench', survivor FROM pair
                ON CONFLICT (id) DO UPDATE SET canonical_id = excluded.canonical_id),
            edge AS (INSERT INTO merge_edge (merge_id, source_id, survivor_id, shop_id, state, counts)
                SELECT merge, source, survivor, 'bench', 'ACTIVE', '{}' FROM pair)
            %s SET customer_id = pair.survivor, version = version + 1 FROM pair WHERE customer_id = pair.source
            """.formatted(update);
    }

    /** A survivor and its one source. */
    record Pair(UUID survivor, UUID source) {}

    /** Time of the whole in nanoseconds, and of each merge in order. */
    record Measured(long nanos, List<Long> each) {}

    /** F1: one transaction a database and merge, on that many connections a database. */
    Measured oneByOne(List<Pair> pairs, int connections) throws SQLException, InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        long[] each = new long[pairs.size()];
        Callable<Void> worker = () -> {
            try (Statements statements = new Statements()) {
                for (int i = next.getAndIncrement(); i < pairs.size(); i = next.getAndIncrement()) {
                    long start = System.nanoTime();
                    statements.merge(pairs.subList(i, i + 1));
                    each[i] = System.nanoTime() - start;
                }
            }
            return null;
        };
        try (var threads = Executors.newFixedThreadPool(connections)) {
            long start = System.nanoTime();
            List<Future<Void>> running = threads.invokeAll(
                    IntStream.range(0, connections).mapToObj(i -> worker).toList());
            for (Future<Void> one : running) {
                one.get();
            }
            return new Measured(
                    System.nanoTime() - start, Arrays.stream(each).boxed().toList());
        }
    }

    /** F2: all at once, one statement a database. */
    Measured asSets(List<Pair> pairs) throws SQLException {
        try (Statements statements = new Statements()) {
            long start = System.nanoTime();
            statements.merge(pairs);
            return new Measured(System.nanoTime() - start, List.of());
        }
    }

    /** One big UPDATE of all orders of a customer (P-3). @return rows a second */
    double oneBigUpdate(UUID survivor, UUID source) throws SQLException {
        try (Connection connection = databases.connect(Service.ORDER_SERVICE);
                PreparedStatement statement = connection.prepareStatement(
                        "UPDATE orders SET customer_id = ?, version = version + 1 WHERE customer_id = ?")) {
            statement.setObject(1, survivor);
            statement.setObject(2, source);
            long start = System.nanoTime();
            int rows = statement.executeUpdate();
            return rows / ((System.nanoTime() - start) / 1e9);
        }
    }

    private final class Statements implements AutoCloseable {

        private final List<Connection> connections = new ArrayList<>();
        private final List<PreparedStatement> statements = new ArrayList<>();

        Statements() throws SQLException {
            for (Map.Entry<Service, String> one : STATEMENTS.entrySet()) {
                Connection connection = databases.connect(one.getKey());
                // The planner's own choice hashes whole tables for the sets, and plans each single merge anew.
                try (var plans = connection.createStatement()) {
                    plans.execute("SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off;"
                            + " SET plan_cache_mode = force_generic_plan");
                }
                connections.add(connection);
                statements.add(connection.prepareStatement(one.getValue()));
            }
        }

        void merge(List<Pair> pairs) throws SQLException {
            UUID[] merges = new UUID[pairs.size()];
            for (int i = 0; i < merges.length; i++) {
                merges[i] = UuidCreator.getTimeOrderedEpochPlus1();
            }
            UUID[] survivors = pairs.stream().map(Pair::survivor).toArray(UUID[]::new);
            UUID[] sources = pairs.stream().map(Pair::source).toArray(UUID[]::new);
            for (PreparedStatement statement : statements) {
                Connection connection = statement.getConnection();
                Array[] arrays = {
                    connection.createArrayOf("uuid", merges),
                    connection.createArrayOf("uuid", survivors),
                    connection.createArrayOf("uuid", sources)
                };
                for (int i = 0; i < arrays.length; i++) {
                    statement.setArray(i + 1, arrays[i]);
                }
                statement.executeUpdate();
            }
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }
}
