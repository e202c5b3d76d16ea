package io.mergesuite.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.mergesuite.localstack.Service;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.model.ChangedOperation;

/**
 * Keeps {@code shared-contracts/openapi} equal to the documents that the build makes of the code, and those compatible with the ones of
 * the last release (API-02). To write them anew: run this test with {@code -Dwrite-documents=true}. A release copies them to {@code released}.
 */
class ServiceDocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Path DOCUMENTS = ROOT.resolve("shared-contracts/openapi");
    private static final Path RELEASED = DOCUMENTS.resolve("released");

    /** What a client that was generated from the released document can't live with. */
    private static final Map<String, String[]> BREAKING = Map.of(
            "an operation is gone", new String[] {"  /v1/customers/resolve:", "  /v1/customers/resolved:"},
            "a field of an answer is gone", new String[] {"        familyNameKana:", "        familyNameReading:"},
            "a field has another type",
                    new String[] {
                        "        version:\n          format: int64\n          type: integer",
                        "        version:\n          type: string"
                    },
            "a request needs a field more",
                    new String[] {"      required:\n      - kind", "      required:\n      - externalRef\n      - kind"
                    });

    @TestFactory
    @DisplayName("API-02: the committed documents are those of the code")
    Stream<DynamicTest> documentsAreTheCode() {
        return Stream.of(Service.values())
                .map(service -> dynamicTest(service.id(), () -> {
                    String made = Files.readString(ROOT.resolve(service.id()).resolve("target/openapi/openapi.yaml"));
                    if (Boolean.getBoolean("write-documents")) {
                        Files.writeString(committed(service), made);
                    }
                    assertEquals(
                            Files.readString(committed(service)),
                            made,
                            "write the documents anew with -Dwrite-documents=true");
                }));
    }

    @TestFactory
    @DisplayName("API-01, API-02: nothing breaks for clients of the last release")
    Stream<DynamicTest> nothingBreaks() {
        return Stream.of(Service.values())
                .map(service -> dynamicTest(service.id(), () -> {
                    String released = Files.readString(RELEASED.resolve(service.id() + ".yaml"));
                    assertEquals(List.of(), breaks(released, Files.readString(committed(service))));
                }));
    }

    @TestFactory
    @DisplayName("API-02: a breaking change is told, so the test above can fail")
    Stream<DynamicTest> breakingChangesAreTold() {
        return BREAKING.entrySet().stream()
                .map(each -> dynamicTest(each.getKey(), () -> {
                    String released = Files.readString(RELEASED.resolve("customer-service.yaml"));
                    String broken = released.replace(each.getValue()[0], each.getValue()[1]);
                    assertNotEquals(released, broken, "the place is there");
                    assertNotEquals(List.of(), breaks(released, broken));
                }));
    }

    @Test
    @DisplayName("API-02: what is only added is no breaking change")
    void additionsAreNone() throws IOException {
        String released = Files.readString(RELEASED.resolve("customer-service.yaml"));
        String more = released.replace(
                "        familyNameKana:", "        nickname:\n          type: string\n        familyNameKana:");
        assertNotEquals(released, more);
        assertEquals(List.of(), breaks(released, more));
    }

    private static Path committed(Service service) {
        return DOCUMENTS.resolve(service.id() + ".yaml");
    }

    /** What a client of the document before can't live with in the one after. */
    private static List<String> breaks(String before, String after) {
        ChangedOpenApi change = OpenApiCompare.fromContents(before, after);
        List<String> breaks = new ArrayList<>();
        change.getMissingEndpoints().forEach(gone -> breaks.add("gone: " + gone.getMethod() + " " + gone.getPathUrl()));
        change.getChangedOperations().stream()
                .filter(ChangedOperation::isIncompatible)
                .forEach(operation ->
                        breaks.add("changed: " + operation.getHttpMethod() + " " + operation.getPathUrl()));
        // The tool lets a field of an answer go that was not required.
        Set<String> gone = fields(before);
        gone.removeAll(fields(after));
        gone.forEach(field -> breaks.add("gone: " + field));
        return breaks;
    }

    /** Every field of every schema, as {@code Customer.familyName}. */
    private static Set<String> fields(String document) {
        Set<String> fields = new TreeSet<>();
        new OpenAPIV3Parser()
                .readContents(document)
                .getOpenAPI()
                .getComponents()
                .getSchemas()
                .forEach((name, schema) -> {
                    Map<?, ?> properties = schema.getProperties();
                    if (properties != null) {
                        properties.keySet().forEach(field -> fields.add(name + "." + field));
                    }
                });
        return fields;
    }
}
