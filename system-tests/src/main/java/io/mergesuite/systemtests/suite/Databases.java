package io.mergesuite.systemtests.suite;

import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.StackLayout;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** The five databases of a running suite, for who looks from outside: the oracle, the floors, the makers of bases. */
public record Databases(StackLayout layout) {

    /** A connection of its own, with the role of the service. */
    public Connection connect(Service service) throws SQLException {
        var source = new PGSimpleDataSource();
        source.setUrl(layout.jdbcUrl(service));
        source.setUser(service.database());
        source.setPassword(layout.databasePassword(service));
        return source.getConnection();
    }

    /** The one number that a query answers. */
    public long number(Service service, String query) throws SQLException {
        try (Connection connection = connect(service)) {
            return number(connection, query);
        }
    }

    static long number(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The one text that a query answers. */
    public String text(Service service, String query) throws SQLException {
        try (Connection connection = connect(service);
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Runs one statement that answers nothing. */
    public void run(Service service, String sql) throws SQLException {
        try (Connection connection = connect(service);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
