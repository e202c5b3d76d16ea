package io.mergesuite.localstack;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * For the test that every service has: each column that can hold a customer's id says what a merge does to it.
 *
 * <ul>
 *   <li>A column of ids ({@code uuid}, {@code uuid[]}) by its comment: {@code fate: move|combine|drop|keep|block …}, or
 *       {@code not a customer: …}.
 *   <li>A column of text, JSON or bytes, in which an id may be hidden: the same, or its table's comment names it in
 *       {@code no customer id in: one, other, …}.
 * </ul>
 */
public final class ColumnFates {

    private ColumnFates() {}

    /** The columns that say none of it, as {@code table.column}, sorted. */
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
                           AND c.relname <> 'flyway_schema_history'
                           AND format_type(a.atttypid, NULL) ~ '^(uuid|text|character|character varying|json|jsonb|bytea)(\\[\\])?$'
                           AND coalesce(col_description(c.oid, a.attnum), '')
                               !~ '^(fate: (move|combine|drop|keep|block)\\M|not a customer: .)'
                           AND (format_type(a.atttypid, NULL) ~ '^uuid'
                                OR a.attname::text <> ALL (string_to_array(coalesce(
                                       substring(obj_description(c.oid, 'pg_class') FROM 'no customer id in: ([a-z0-9_, ]+)'), ''), ', ')))
                         ORDER BY 1""")) {
            List<String> columns = new ArrayList<>();
            while (found.next()) {
                columns.add(found.getString(1));
            }
            return columns;
        }
    }
}
