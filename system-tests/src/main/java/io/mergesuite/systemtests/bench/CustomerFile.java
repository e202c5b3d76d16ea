package io.mergesuite.systemtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.sample.Sample;
import io.mergesuite.systemtests.suite.Databases;
import io.mergesuite.systemtests.suite.SuiteClient;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Customers of a made-up shop as one file: imported by the API, timed until the last service's copy of them is caught up, and the same
 * rows written by {@code COPY} with their indexes made afterwards (P-7).
 */
final class CustomerFile {

    private static final Duration GIVE_UP = Duration.ofMinutes(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final String CUSTOMER_INDEXES = """
            ALTER TABLE floor_customer ADD PRIMARY KEY (id);
            CREATE UNIQUE INDEX ON floor_customer (number);
            CREATE UNIQUE INDEX ON floor_customer (shop_id, external_ref) WHERE external_ref IS NOT NULL;
            CREATE INDEX ON floor_customer (shop_id, id)""";
    private static final String KEY_INDEXES = """
            ALTER TABLE floor_key ADD PRIMARY KEY (shop_id, kind, value, customer_id);
            CREATE INDEX ON floor_key (customer_id)""";

    private final SuiteClient client;
    private final Databases databases;
    private final String shop;

    /** @param shop a shop of its own, empty */
    CustomerFile(SuiteClient client, Databases databases, String shop) {
        this.client = client;
        this.databases = databases;
        this.shop = shop;
    }

    /** Writes customers of a seed as NDJSON. */
    static void write(Path file, long seed, int customers) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            new Sample(seed, customers).writeCustomers(out, written -> {});
        }
    }

    /** Imports a file and tells how many seconds it took, from the request until every copy has all customers. */
    double load(Path file, int customers) throws IOException, InterruptedException, SQLException {
        long copied = copies();
        long start = System.nanoTime();
        JsonNode job = client.importFile(
                        Service.CUSTOMER_SERVICE,
                        "/v1/customers/imports",
                        UUID.randomUUID().toString(),
                        "{}",
                        file)
                .expect(201);
        String path = "/v1/customers/imports/" + job.path("id").asText();
        JsonNode present = job;
        while (!present.hasNonNull("endedAt")) {
            pause(start, "the import");
            present = client.get(Service.CUSTOMER_SERVICE, path).expect(200);
        }
        if (present.path("created").asInt() != customers) {
            throw new IllegalStateException("not all customers were made: " + present);
        }
        while (copies() < copied + customers) {
            pause(start, "the copies");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** The same rows by {@code COPY}, into tables of the same kind whose indexes are made afterwards. @return seconds */
    double floor(Path folder) throws IOException, SQLException {
        try (Connection connection = databases.connect(Service.CUSTOMER_SERVICE);
                Statement statement = connection.createStatement()) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            Path customers = folder.resolve("floor-customers.copy");
            Path keys = folder.resolve("floor-keys.copy");
            out(copy, "customer", customers);
            out(copy, "customer_key", keys);
            statement.execute("CREATE TABLE floor_customer (LIKE customer INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
                    + " WITH (fillfactor = 50)");
            statement.execute("CREATE TABLE floor_key (LIKE customer_key INCLUDING DEFAULTS INCLUDING CONSTRAINTS)");
            long start = System.nanoTime();
            in(copy, "floor_customer", customers);
            in(copy, "floor_key", keys);
            statement.execute(CUSTOMER_INDEXES);
            statement.execute(KEY_INDEXES);
            double seconds = (System.nanoTime() - start) / 1e9;
            statement.execute("DROP TABLE floor_customer, floor_key");
            Files.delete(customers);
            Files.delete(keys);
            return seconds;
        }
    }

    private void out(CopyManager copy, String table, Path file) throws IOException, SQLException {
        try (OutputStream out = Files.newOutputStream(file)) {
            copy.copyOut("COPY (SELECT * FROM " + table + " WHERE shop_id = '" + shop + "') TO STDOUT", out);
        }
    }

    private static void in(CopyManager copy, String table, Path file) throws IOException, SQLException {
        try (InputStream in = Files.newInputStream(file)) {
            copy.copyIn("COPY " + table + " FROM STDIN", in, 1 << 16);
        }
    }

    /** Order-service alone keeps a copy of customers' details. */
    private long copies() throws SQLException {
        return databases.number(Service.ORDER_SERVICE, "SELECT count(*) FROM customer_copy");
    }

    private static void pause(long start, String what) {
        if (System.nanoTime() - start > GIVE_UP.toNanos()) {
            throw new IllegalStateException("given up after " + GIVE_UP + " waiting for " + what);
        }
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
}
