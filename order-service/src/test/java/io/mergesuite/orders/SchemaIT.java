package io.mergesuite.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.messaging.Db;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
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

    @Test
    @DisplayName("every column that can hold a customer's id declares its fate in a merge")
    void everyUuidColumnDeclaresItsFate() {
        List<String> silent =
                db.read(handle -> handle.createQuery("""
                        SELECT c.table_name || '.' || c.column_name
                          FROM information_schema.columns c
                         WHERE c.table_schema = 'public' AND c.udt_name IN ('uuid', '_uuid')
                           AND coalesce(col_description((quote_ident(c.table_name))::regclass, c.ordinal_position), '')
                               !~ '^(fate: (move|combine|drop|keep|block)|not a customer: )'
                         ORDER BY 1""").mapTo(String.class).list());

        assertEquals(List.of(), silent);
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
