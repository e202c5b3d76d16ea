package io.mergesuite.systemtests.endtoend;

import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Holds a merge back at one step for as long as it is open, by a row that the step must lock: so a test looks at what is true while
 * a merge is under way, instead of hoping to meet one.
 */
final class HeldBack implements AutoCloseable {

    private final Connection connection;

    private HeldBack(Connection connection) {
        this.connection = connection;
    }

    /** Before the pivot: blacklist-service can't prepare a merge of this customer, of whom it must know. */
    static HeldBack preparing(Databases databases, String customer) throws SQLException {
        return lock(
                databases,
                Service.BLACKLIST_SERVICE,
                "SELECT FROM customer_reference WHERE id = ? FOR UPDATE",
                customer);
    }

    /** After the pivot: order-service can't move the last of this customer's orders. */
    static HeldBack reassigning(Databases databases, String customer) throws SQLException {
        return lock(
                databases,
                Service.ORDER_SERVICE,
                "SELECT FROM orders WHERE customer_id = ? ORDER BY id DESC LIMIT 1 FOR UPDATE",
                customer);
    }

    private static HeldBack lock(Databases databases, Service service, String query, String customer)
            throws SQLException {
        Connection connection = databases.connect(service);
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setObject(1, UUID.fromString(customer));
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new IllegalStateException(service.id() + " has no row of customer " + customer);
                }
            }
        }
        return new HeldBack(connection);
    }

    /** Lets the merge go on. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
