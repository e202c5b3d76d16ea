package io.mergesuite.systemtests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.localstack.Service;
import io.mergesuite.systemtests.suite.SuiteClient;
import io.mergesuite.systemtests.suite.SuiteClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** API-03: what every answer of all these tests is held against, and that it is found out if it does not fit. */
@ExtendWith(RunningSuite.Extension.class)
class DocumentsIT {

    private static final String MERGES = "/v1/merges";
    private static final Map<String, List<String>> JSON = Map.of("Content-Type", List.of("application/json"));

    private final RunningSuite suite;
    private final Documents documents;

    DocumentsIT(RunningSuite suite) {
        this.suite = suite;
        this.documents = suite.documents();
    }

    @Test
    @DisplayName("API-03: what fits the document passes")
    void whatIsDocumentedPasses() throws Exception {
        documents.check(Service.MERGE_ORCHESTRATOR, "GET", MERGES, new Answer(200, JSON, "{\"items\": []}"));
        documents.check(Service.MERGE_ORCHESTRATOR, "POST", MERGES, problem(422, "no-source", 422));
    }

    @Test
    @DisplayName(
            "API-03: an undocumented status, code or body, and a refusal that is no problem, fail the test that met it")
    void whatIsNotDocumentedFails() {
        assertFound(new Answer(202, JSON, "{}"), "an undocumented status");
        assertFound(problem(418, "no-source", 418), "an undocumented status");
        assertFound(problem(422, "no-such-code", 422), "an undocumented code");
        assertFound(problem(422, "no-source", 400), "a problem of another status");
        assertFound(new Answer(201, JSON, "{\"id\": 7}"), "an undocumented body");
        assertFound(new Answer(201, JSON, "{\"unheardOf\": true}"), "an undocumented body");
        assertFound(
                new Answer(500, Map.of("Content-Type", List.of("text/html")), "<html>"), "a refusal without a problem");
    }

    @Test
    @DisplayName("API-02, SEC-02: each operation says which permission it needs, and says it once")
    void permissionsAreSaidOnce() throws Exception {
        try (SuiteClient anyone = suite.bearer("")) {
            for (Service service : Service.values()) {
                JsonNode document =
                        anyone.get(service, "/q/openapi?format=json").expect(200);
                for (JsonNode operation : document.path("paths").findParents("operationId")) {
                    String name = operation.path("operationId").asText();
                    assertFalse(operation.path("x-permissions").isEmpty(), name);
                    for (JsonNode permission : operation.path("x-permissions")) {
                        String described = operation.path("description").asText();
                        assertEquals(
                                2,
                                described.split("`" + permission.asText() + "`", -1).length,
                                () -> name + ": " + described);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("API-02: ids are documented as what they are on the wire")
    void idsAreTexts() throws Exception {
        try (SuiteClient anyone = suite.bearer("")) {
            for (Service service : Service.values()) {
                JsonNode schemas = anyone.get(service, "/q/openapi?format=json")
                        .expect(200)
                        .at("/components/schemas");
                assertEquals("string", schemas.at("/CustomerId/type").asText("string"), service.id());
                assertEquals("string", schemas.at("/MergeId/type").asText("string"), service.id());
                assertEquals("string", schemas.at("/ShopId/type").asText(), service.id());
                assertTrue("tea-shop".matches(schemas.at("/ShopId/pattern").asText()), service.id());
            }
        }
    }

    @Test
    @DisplayName("An address belongs to the operation whose fixed words fit")
    void addressesAreFound() throws Exception {
        assertEquals(
                Optional.of("/v1/customers/imports"),
                documents
                        .find(Service.CUSTOMER_SERVICE, "GET", "/v1/customers/imports?limit=1")
                        .map(Operation::path));
        assertEquals(
                Optional.of("/v1/customers/{id}"),
                documents
                        .find(Service.CUSTOMER_SERVICE, "GET", "/v1/customers/some-id")
                        .map(Operation::path));
        assertEquals(
                Optional.empty(), documents.find(Service.CUSTOMER_SERVICE, "GET", "/v1/customers/some-id/children"));
    }

    private void assertFound(Answer answer, String what) {
        AssertionError found = assertThrows(
                AssertionError.class, () -> documents.check(Service.MERGE_ORCHESTRATOR, "POST", MERGES, answer));
        assertTrue(found.getMessage().startsWith(what), found::getMessage);
    }

    private static Answer problem(int status, String code, int told) {
        return new Answer(
                status,
                Map.of("Content-Type", List.of("application/problem+json")),
                "{\"type\": \"urn:x\", \"title\": \"\", \"detail\": \"\", \"requestId\": \"1\", \"code\": \"" + code
                        + "\", \"status\": " + told + "}");
    }
}
