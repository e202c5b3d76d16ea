package io.mergesuite.systemtests.oracle;

import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.Databases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What was asked of the databases and found to be wrong: each violation a sentence with up to five examples. */
final class Findings {

    private static final int EXAMPLES = 5;
    private static final int ROWS_AT_ONCE = 10_000;

    private final Databases databases;
    private final List<String> sentences = new ArrayList<>();

    Findings(Databases databases) {
        this.databases = databases;
    }

    /** What is done with a row. */
    interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    List<String> sentences() {
        return sentences;
    }

    /** Says that these are wrong, if there are any. */
    void report(String what, Collection<UUID> ids) {
        if (!ids.isEmpty()) {
            sentences.add(what + ": " + ids.size() + ", such as "
                    + ids.stream().limit(EXAMPLES).toList());
        }
    }

    /** Says that each row which the query finds is wrong. */
    void expectNone(Service service, String what, String query) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        each(service, query, row -> ids.add(row.getObject(1, UUID.class)));
        report(what + " in " + service.id(), ids);
    }

    /** The rows of a query, one after the other. */
    void each(Service service, String query, Reader reader) throws SQLException {
        try (Connection connection = databases.connect(service)) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setFetchSize(ROWS_AT_ONCE);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        reader.read(rows);
                    }
                }
            }
        }
    }

    /** The second column by the first. */
    Map<UUID, UUID> pairs(Service service, String query) throws SQLException {
        Map<UUID, UUID> pairs = new HashMap<>();
        each(service, query, row -> pairs.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class)));
        return pairs;
    }

    /** The second column, a number, by the first. */
    Map<UUID, Long> numbers(Service service, String query) throws SQLException {
        Map<UUID, Long> numbers = new HashMap<>();
        each(service, query, row -> numbers.put(row.getObject(1, UUID.class), row.getLong(2)));
        return numbers;
    }

    /** Where each merged-away customer leads; it still does when it was erased. */
    Map<UUID, UUID> mergedInto() throws SQLException {
        return pairs(Service.CUSTOMER_SERVICE, "SELECT id, merged_into FROM customer WHERE merged_into IS NOT NULL");
    }
}
