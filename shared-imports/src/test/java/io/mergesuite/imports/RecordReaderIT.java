package io.mergesuite.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.localstack.StackTestResource;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An import can't let in what the API refuses (CU-07). */
@QuarkusTest
@WithTestResource(value = StackTestResource.class, scope = TestResourceScope.GLOBAL)
class RecordReaderIT {

    record Thing(
            @NotBlank String name,
            Integer count,
            Instant at,
            LocalDate on,
            @Size(max = 2) List<@Valid Part> parts) {}

    record Part(@Size(max = 3) String sku, boolean gift) {}

    @Inject
    RecordReader reader;

    @Inject
    ObjectMapper json;

    @Test
    void aSoundRowIsItsRecord() throws IOException {
        RecordReader.Value<?> value = assertInstanceOf(
                RecordReader.Value.class,
                read(
                        "{'name':'a','count':2,'at':'2026-01-01T00:00:00Z','on':'2026-01-02','parts':[{'sku':'x','gift':true}]}"));
        assertEquals(
                new Thing(
                        "a",
                        2,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        LocalDate.of(2026, 1, 2),
                        List.of(new Part("x", true))),
                value.value());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name':'a','colour':1}                    | colour unknown-field",
                "{'name':'a','count':1.5}                   | count wrong-type",
                "{'name':'a','count':'2'}                   | count wrong-type",
                "{'name':7}                                 | name wrong-type",
                "{'name':'a','at':1700000000}               | at wrong-type",
                "{'name':'a','on':'2026-02-30'}             | on wrong-format",
                "{'name':'a','on':'0000-01-01'}             | on wrong-format",
                "{'name':'a','at':'0000-01-01T00:00:00Z'}   | at wrong-format",
                "{'name':'a','at':'2026-01-01T00:00Z'}      | at wrong-format",
                "{'name':'a','on':'+12026-01-01'}           | on wrong-format",
                "{'name':'a','parts':{'sku':'x'}}           | parts wrong-type",
                "{'name':'a','parts':[{'gift':null}]}       | parts[0].gift required",
                "{'name':'a','parts':[{'gift':true,'sku':'long'}]} | parts[0].sku wrong-length",
                "{'name':' '}                               | name required",
            })
    void whatIsWrongHasItsField(String row, String expected) throws IOException {
        RecordReader.Refused<?> refused = assertInstanceOf(RecordReader.Refused.class, read(row));
        Flaw flaw = refused.rejected().flaws().getFirst();
        assertEquals(expected, flaw.field() + " " + flaw.code());
    }

    private RecordReader.Read<Thing> read(String row) throws IOException {
        return reader.read(new ImportRow(1, (ObjectNode) json.readTree(row.replace('\'', '"'))), Thing.class);
    }
}
