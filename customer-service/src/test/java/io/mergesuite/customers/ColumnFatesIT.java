package io.mergesuite.customers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.messaging.Db;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class ColumnFatesIT {

    @Inject
    Db db;

    @Test
    @DisplayName("every column that can hold a customer id declares its fate in a merge")
    void everyUuidColumnDeclaresItsFate() {
        List<String> silent =
                db.read(handle -> handle.createQuery("""
                        SELECT c.relname || '.' || a.attname
                          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                         WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0
                           AND NOT a.attisdropped AND a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype)
                           AND coalesce(col_description(c.oid, a.attnum), '')
                               !~ '^(fate: (move|combine|drop|keep|block)|not a customer: .)'
                         ORDER BY 1""").mapTo(String.class).list());

        assertEquals(List.of(), silent);
    }
}
