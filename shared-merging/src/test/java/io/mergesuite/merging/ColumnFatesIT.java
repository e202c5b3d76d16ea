package io.mergesuite.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.localstack.ColumnFates;
import io.mergesuite.localstack.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Every column that could hold a customer id says what a merge does to it. */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class ColumnFatesIT {

    @Inject
    DataSource database;

    @Test
    void everyColumnOfIdsDeclaresItsFate() throws SQLException {
        assertEquals(List.of(), ColumnFates.undeclared(database));
    }

    @Test
    void aColumnWithoutOneIsFound() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE forgetful (id int, customer uuid, friends uuid[], name text, tags text[],"
                    + " content jsonb, file bytea, shop_id text, code varchar(3), owner uuid, told jsonb)");
            statement.execute("COMMENT ON COLUMN forgetful.friends IS 'fate: unknown'");
            statement.execute("COMMENT ON COLUMN forgetful.told IS 'fate: keep; as it was told'");
            statement.execute("COMMENT ON TABLE forgetful IS 'Forgets. no customer id in: shop_id, code, owner'");
            try {
                assertEquals(
                        Stream.of("content", "customer", "file", "friends", "name", "owner", "tags")
                                .map(column -> "forgetful." + column)
                                .toList(),
                        ColumnFates.undeclared(database));
            } finally {
                statement.execute("DROP TABLE forgetful");
            }
        }
    }
}
