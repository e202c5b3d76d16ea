package io.mergesuite.localstack.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.localstack.document.ServiceDocument.Seen;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("API-16: an answer that the document does not tell is found")
class ServiceDocumentTest {

    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    private ServiceDocument document;

    @BeforeEach
    void read() throws IOException {
        document = new ServiceDocument(new ObjectMapper().readTree("""
                {"openapi": "3.0.4", "paths": {
                   "/v1/cups": {"get": {"responses": {"200": {"description": "all", "content": {"application/json": {"schema":
                     {"type": "array", "items": {"$ref": "#/components/schemas/Cup"}}}}}}}},
                   "/v1/cups/{id}": {"get": {"responses": {
                     "200": {"description": "one", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Cup"}}}},
                     "304": {"description": "the same"},
                     "404": {"description": "none", "content": {"application/problem+json": {"schema":
                       {"$ref": "#/components/schemas/Problem"}}}}}}},
                   "/v1/cups/counts": {"get": {"responses": {"200": {"description": "how many", "content": {"application/json": {"schema":
                     {"type": "object", "additionalProperties": {"type": "integer"}}}}}}}}},
                 "components": {"schemas": {
                   "Cup": {"type": "object", "required": ["id"], "properties": {
                     "id": {"type": "string", "format": "uuid"},
                     "size": {"type": "integer", "format": "int32"},
                     "former": {"type": "string", "nullable": true},
                     "colour": {"$ref": "#/components/schemas/Colour"}}},
                   "Colour": {"type": "string", "enum": ["RED", "BLUE"]},
                   "Problem": {"type": "object", "required": ["code", "status"], "x-codes": ["not-found"],
                     "properties": {"code": {"type": "string"}, "status": {"type": "integer"}}}}}}
                """));
    }

    private Optional<String> fault(String path, int status, String contentType, String body) {
        return document.fault(new Seen("GET", path, status, contentType, body));
    }

    private void assertFound(String what, Optional<String> fault) {
        assertTrue(fault.orElse("nothing").contains(what), fault.orElse("nothing"));
    }

    @Test
    void what_is_documented_passes() {
        String cup =
                "{\"id\": \"0199f6a0-0000-7000-8000-000000000001\", \"size\": 3, \"former\": null, \"colour\": \"RED\"}";

        assertEquals(Optional.empty(), fault("/v1/cups?limit=1", 200, JSON + ";charset=UTF-8", "[" + cup + "]"));
        assertEquals(Optional.empty(), fault("/v1/cups/7", 200, JSON, cup));
        assertEquals(Optional.empty(), fault("/v1/cups/7", 304, null, ""));
        assertEquals(
                Optional.empty(),
                fault("/v1/cups/7", 404, PROBLEM, "{\"code\": \"not-found\", \"status\": 404, \"mergedInto\": \"8\"}"));
    }

    @Test
    @DisplayName("API-16: fixed words of a path go before variable ones")
    void the_operation_is_the_addresses() {
        assertEquals(Optional.empty(), fault("/v1/cups/counts", 200, JSON, "{\"RED\": 2}"));
        assertFound("integer expected", fault("/v1/cups/counts", 200, JSON, "{\"RED\": \"two\"}"));
    }

    @Test
    void statuses_and_media_types_that_are_not_told_are_found() {
        assertFound("an undocumented status", fault("/v1/cups/7", 202, JSON, "{}"));
        assertFound("an undocumented media type", fault("/v1/cups/7", 200, "text/html", "<html>"));
        assertFound("an undocumented media type", fault("/v1/cups/7", 200, null, "{}"));
    }

    @Test
    void bodies_that_are_not_told_are_found() {
        String id = "{\"id\": \"0199f6a0-0000-7000-8000-000000000001\"";

        assertFound("'id'", fault("/v1/cups/7", 200, JSON, "{}"));
        assertFound("uuid", fault("/v1/cups/7", 200, JSON, "{\"id\": \"seven\"}"));
        assertFound("string found", fault("/v1/cups/7", 200, JSON, id + ", \"size\": \"3\"}"));
        assertFound("null found", fault("/v1/cups/7", 200, JSON, id + ", \"size\": null}"));
        assertFound("RED", fault("/v1/cups/7", 200, JSON, id + ", \"colour\": \"GREEN\"}"));
        assertFound("'handle'", fault("/v1/cups/7", 200, JSON, id + ", \"handle\": true}"));
        assertThrows(AssertionError.class, () -> fault("/v1/cups/7", 200, JSON, "{"));
    }

    @Test
    @DisplayName("API-03: refusals are problems with a documented code, at addresses that no operation has too")
    void refusals_that_are_not_told_are_found() {
        assertFound("a refusal without a problem", fault("/v1/cups/7", 404, JSON, "{}"));
        assertFound("an undocumented code", fault("/v1/cups/7", 404, PROBLEM, "{\"code\": \"gone\", \"status\": 404}"));
        assertFound(
                "a problem of another status",
                fault("/v1/cups/7", 404, PROBLEM, "{\"code\": \"not-found\", \"status\": 400}"));
        assertFound("a refusal without a problem", fault("/v1/saucers", 404, "text/html", ""));
        assertEquals(
                Optional.empty(), fault("/v1/saucers", 404, PROBLEM, "{\"code\": \"not-found\", \"status\": 404}"));
    }
}
