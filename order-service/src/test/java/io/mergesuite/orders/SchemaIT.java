package io.mergesuite.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.localstack.ColumnFates;
import io.mergesuite.messaging.Db;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@OnTheStack
class SchemaIT {

    @Inject
    Db db;

    @Inject
    DataSource database;

    @Test
    @DisplayName("every column that can hold a customer's id declares its fate in a merge")
    void everyUuidColumnDeclaresItsFate() throws SQLException {
        assertEquals(List.of(), ColumnFates.undeclared(database));
    }

    @ParameterizedTest
    @CsvSource({
        "orders, first_customer_id",
        "subscription, first_customer_id",
        "review, first_customer_id",
        "inquiry, first_customer_id",
        "order_content, content"
    })
    @DisplayName("CM-05: the id a record came with, and what an order is about, never change")
    void whatMustNotChangeIsRefused(String table, String column) {
        var refused = assertThrows(
                UnableToExecuteStatementException.class,
                () -> QuarkusTransaction.requiringNew()
                        .run(() -> db.handle().execute("UPDATE " + table + " SET " + column + " = " + column)));

        assertTrue(refused.getMessage().contains("never changes"), refused.getMessage());
    }
}
