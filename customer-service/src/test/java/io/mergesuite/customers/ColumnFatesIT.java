package io.mergesuite.customers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.localstack.ColumnFates;
import io.mergesuite.localstack.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class ColumnFatesIT {

    @Inject
    DataSource database;

    @Test
    @DisplayName("every column that can hold a customer id declares its fate in a merge")
    void everyUuidColumnDeclaresItsFate() throws SQLException {
        assertEquals(List.of(), ColumnFates.undeclared(database));
    }
}
