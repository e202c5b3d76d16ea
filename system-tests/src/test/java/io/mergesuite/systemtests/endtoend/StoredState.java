package io.mergesuite.systemtests.endtoend;

import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads how many rows each table of the five databases has, and a sum over what stands in them: equal before and after means that
 * nothing has changed.
 */
final class StoredState implements AutoCloseable {

    /** Tables of transport and caches, which move by themselves and hold nothing that a caller sees. */
    private static final String TABLES_LEFT_OUT = "'flyway_schema_history', 'inbox', 'outbox', 'idempotency_key',"
            + " 'topic_identity', 'customer_reference', 'customer_copy', 'shop_copy', 'order_copy', 'order_facts_due'";

    private final Map<Service, Connection> connections = new EnumMap<>(Service.class);
    private final Map<Service, String> queries = new EnumMap<>(Service.class);

    StoredState(Databases databases) throws SQLException {
        for (Service service : Service.values()) {
            Connection connection = databases.connect(service);
            connections.put(service, connection);
            queries.put(service, answer(connection, """
                    SELECT 'SELECT ' || string_agg(format(
                               '%%L || (SELECT count(*) || $$ $$ || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)'
                               || ' FROM %%I t)', relname || ' ', relname), ' || chr(10) || ' ORDER BY relname)
                      FROM pg_class
                     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN (%s)
                    """.formatted(TABLES_LEFT_OUT)));
        }
    }

    /** A line for each table, by service. */
    Map<Service, String> read() throws SQLException {
        Map<Service, String> state = new EnumMap<>(Service.class);
        for (Map.Entry<Service, Connection> connection : connections.entrySet()) {
            state.put(connection.getKey(), answer(connection.getValue(), queries.get(connection.getKey())));
        }
        return state;
    }

    private static String answer(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }
}
