package io.mergesuite.merges;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.localstack.ColumnFates;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ColumnFatesIT extends ServiceUnderTest {

    @Inject
    DataSource database;

    @Test
    @DisplayName("Every column that can hold a customer id declares its fate in a merge")
    void everyUuidColumnDeclaresItsFate() throws SQLException {
        assertEquals(List.of(), ColumnFates.undeclared(database));
    }
}
