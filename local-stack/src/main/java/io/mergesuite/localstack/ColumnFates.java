package io.mergesuite.localstack;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * For the test that every service has: each column of type {@code uuid} or {@code uuid[]} says in its comment what a merge does to
 * it, {@code fate: move|combine|drop|keep|block …}, or that it holds no customer's id, {@code not a customer: …}.
 */
public final class ColumnFates {

    private ColumnFates() {}

    /** The columns that say neither, as {@code table.column}, sorted. */
    public static List<String> undeclared(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        SELECT c.relname || '.' || a.attname
                          FROM pg_attribute a
                          JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'm')
                          JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_%'
                           AND a.attnum > 0 AND NOT a.attisdropped
                           AND a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype)
                           AND coalesce(col_description(c.oid, a.attnum), '')
                               !~ '^(fate: (move|combine|drop|keep|block)\\M|not a customer: .)'
                         ORDER BY 1""")) {
            List<String> columns = new ArrayList<>();
            while (found.next()) {
                columns.add(found.getString(1));
            }
            return columns;
        }
    }
}
