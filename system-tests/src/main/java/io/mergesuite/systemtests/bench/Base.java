package io.mergesuite.systemtests.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Made-up customers with orders and inquiries, written by COPY straight into the databases, as an import would have left them.
 * The same seed makes the same people.
 */
final class Base {

    static final String SHOP = "bench";
    static final int ORDERS_EACH = 3;

    private static final Instant FIRST_ORDER = Instant.parse("2024-01-01T00:00:00Z");
    private static final String[] FAMILY = {"Sato", "Suzuki", "Ivanov", "Garcia", "Smith", "Tanaka", "Petrov", "Lopez"};
    private static final String[] GIVEN = {"Hanako", "Taro", "Anna", "Maria", "John", "Yuki", "Olga", "Jose"};

    private final Databases databases;
    private final Random random;

    Base(Databases databases, long seed) {
        this.databases = databases;
        this.random = new Random(seed);
    }

    /** Adds customers with {@value #ORDERS_EACH} orders and one inquiry each; answers their ids in order of creation. */
    UUID[] add(int customers) throws SQLException, IOException {
        UUID[] ids = new UUID[customers];
        for (int i = 0; i < customers; i++) {
            ids[i] = UuidCreator.getTimeOrderedEpochPlus1();
        }
        writeCustomers(ids);
        writeReferences(ids);
        writeOrders(ids, ORDERS_EACH);
        writeInquiries(ids);
        analyse();
        return ids;
    }

    /** Adds one customer with that many orders. */
    UUID addBig(int orders) throws SQLException, IOException {
        UUID[] id = {UuidCreator.getTimeOrderedEpochPlus1()};
        writeCustomers(id);
        writeReferences(id);
        writeOrders(id, orders);
        analyse();
        return id[0];
    }

    private void writeCustomers(UUID[] ids) throws SQLException, IOException {
        try (Connection connection = databases.connect(Service.CUSTOMER_SERVICE)) {
            long number;
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT setval('customer_number', nextval('customer_number') + "
                            + ids.length + ") - " + ids.length)) {
                rows.next();
                number = rows.getLong(1);
            }
            try (Copy copy = new Copy(
                    connection,
                    "customer (id, number, registered_at, shop_id, kind, external_ref, family_name, given_name, emails, phones)")) {
                for (UUID id : ids) {
                    long n = number++;
                    copy.row(
                            id,
                            n,
                            Instant.now(),
                            SHOP,
                            "INDIVIDUAL",
                            "B-" + n,
                            FAMILY[random.nextInt(FAMILY.length)],
                            GIVEN[random.nextInt(GIVEN.length)],
                            "[{\"value\": \"c" + n + "@example.org\", \"primary\": true}]",
                            "[{\"value\": \"+8190" + n + "\", \"primary\": true}]");
                }
            }
            try (Copy copy = new Copy(connection, "customer_key (customer_id, shop_id, kind, value)")) {
                long n = number - ids.length;
                for (UUID id : ids) {
                    copy.row(id, SHOP, "email", "c" + n + "@example.org");
                    copy.row(id, SHOP, "phone", "+8190" + n++);
                }
            }
        }
    }

    private void writeReferences(UUID[] ids) throws SQLException, IOException {
        try (Connection connection = databases.connect(Service.ORDER_SERVICE);
                Copy copy = new Copy(connection, "customer_reference (id, shop_id, canonical_id)")) {
            for (UUID id : ids) {
                copy.row(id, SHOP, id);
            }
        }
    }

    /** The orders of different customers lie among each other, as in time. customer-service was told of them long ago. */
    private void writeOrders(UUID[] ids, int each) throws SQLException, IOException {
        databases.run(Service.ORDER_SERVICE, "ALTER TABLE orders DISABLE TRIGGER orders_facts_inserted");
        copyOrders(ids, each);
        databases.run(Service.ORDER_SERVICE, "ALTER TABLE orders ENABLE TRIGGER orders_facts_inserted");
        try (Connection connection = databases.connect(Service.CUSTOMER_SERVICE);
                Copy copy =
                        new Copy(connection, "order_copy (customer_id, shop_id, version, orders, last_placed_at)")) {
            for (UUID customer : ids) {
                copy.row(customer, SHOP, 1, each, placed(each - 1));
            }
        }
    }

    private static Instant placed(int round) {
        return FIRST_ORDER.plusSeconds(3600L * round);
    }

    private void copyOrders(UUID[] ids, int each) throws SQLException, IOException {
        try (Connection orders = databases.connect(Service.ORDER_SERVICE);
                Connection contents = databases.connect(Service.ORDER_SERVICE);
                Copy order = new Copy(
                        orders,
                        "orders (id, shop_id, customer_id, first_customer_id, type, source, placed_at, currency, total,"
                                + " payment_method, payment_state)");
                Copy content = new Copy(contents, "order_content (order_id, content)")) {
            for (int round = 0; round < each; round++) {
                Instant placed = placed(round);
                for (UUID customer : ids) {
                    UUID id = UuidCreator.getTimeOrderedEpochPlus1();
                    int total = 100 + random.nextInt(10_000);
                    order.row(
                            id,
                            SHOP,
                            customer,
                            customer,
                            "ORDER",
                            "IMPORT",
                            placed,
                            "JPY",
                            total,
                            "CREDIT_CARD",
                            "PENDING");
                    content.row(
                            id,
                            "{\"lines\": [{\"sku\": \"TEA-" + random.nextInt(1000)
                                    + "\", \"name\": \"Green tea\", \"quantity\": 1, \"unitPrice\": " + total
                                    + "}], \"orderer\": {\"familyName\": \"Sato\", \"givenName\": \"Hanako\"}}");
                }
            }
        }
    }

    private void writeInquiries(UUID[] ids) throws SQLException, IOException {
        try (Connection connection = databases.connect(Service.ORDER_SERVICE);
                Copy copy = new Copy(
                        connection,
                        "inquiry (id, shop_id, customer_id, first_customer_id, received_at, channel, subject, messages, details)")) {
            for (UUID customer : ids) {
                copy.row(
                        UuidCreator.getTimeOrderedEpochPlus1(),
                        SHOP,
                        customer,
                        customer,
                        FIRST_ORDER,
                        "EMAIL",
                        "Where is my order?",
                        "[{\"at\": \"2024-01-02T00:00:00Z\", \"from\": \"CUSTOMER\", \"text\": \"Where is it?\"}]",
                        "{\"familyName\": \"Sato\", \"givenName\": \"Hanako\", \"email\": \"h@example.org\"}");
            }
        }
    }

    private void analyse() throws SQLException {
        databases.run(Service.CUSTOMER_SERVICE, "VACUUM ANALYZE");
        databases.run(Service.ORDER_SERVICE, "VACUUM ANALYZE");
        // What was written is on disk before anything is measured.
        databases.layout().checkpoint();
    }

    /** Rows into a table by COPY. Values are made here and hold no tab, backslash or line end. */
    private static final class Copy implements AutoCloseable {

        private static final int FLUSH_AT = 1 << 16;

        private final CopyIn copy;
        private final StringBuilder buffer = new StringBuilder(FLUSH_AT + 4096);

        Copy(Connection connection, String target) throws SQLException {
            copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + target + " FROM STDIN");
        }

        void row(Object... values) throws SQLException {
            for (int i = 0; i < values.length; i++) {
                buffer.append(i == 0 ? "" : "\t").append(values[i]);
            }
            buffer.append('\n');
            if (buffer.length() >= FLUSH_AT) {
                flush();
            }
        }

        private void flush() throws SQLException {
            byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(bytes, 0, bytes.length);
            buffer.setLength(0);
        }

        @Override
        public void close() throws SQLException {
            flush();
            copy.endCopy();
        }
    }
}
