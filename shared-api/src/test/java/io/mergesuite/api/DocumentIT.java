package io.mergesuite.api;

import static io.mergesuite.api.Wire.bare;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ApiTest
@DisplayName("API-02: the document says what every operation can answer and what it needs")
class DocumentIT {

    private JsonPath document;

    @BeforeEach
    void read() {
        document = bare().get("/q/openapi?format=json").jsonPath();
    }

    private Set<String> responses(String operation) {
        return document.<String, Object>getMap(operation + ".responses").keySet();
    }

    @Test
    void it_is_openapi_3_0_with_bearer_tokens() {
        assertEquals("3.0.4", document.getString("openapi"));
        assertEquals("bearer", document.getString("components.securitySchemes.bearer.scheme"));
        assertEquals(List.of(), document.getList("paths.'/v1/things'.post.security[0].bearer"));
    }

    @Test
    void every_operation_has_its_problems() {
        assertTrue(responses("paths.'/v1/things'.get")
                .containsAll(Set.of("200", "400", "401", "403", "406", "500", "503")));
        assertTrue(responses("paths.'/v1/things'.post")
                .containsAll(Set.of("400", "401", "403", "409", "410", "413", "415", "422", "500", "503")));
        assertTrue(responses("paths.'/v1/things/{id}'.patch")
                .containsAll(Set.of("404", "409", "412", "413", "422", "428")));
        assertFalse(responses("paths.'/v1/things'.post").contains("429"), "no key has a rate");
        assertEquals(
                "#/components/schemas/Problem",
                document.getString(
                        "paths.'/v1/things'.get.responses.'403'.content.'application/problem+json'.schema.'$ref'"));
    }

    @Test
    @DisplayName("API-05, API-07: what is stored is 201, what is compared by its tag may be 304")
    void every_success_has_its_status() {
        assertTrue(responses("paths.'/v1/things'.post").contains("201"));
        assertFalse(responses("paths.'/v1/things'.post").contains("200"));
        assertTrue(responses("paths.'/v1/things/{id}'.get").containsAll(Set.of("200", "304")));
        assertFalse(responses("paths.'/v1/things'.get").contains("304"));
    }

    @Test
    @DisplayName("SEC-02: the permission is shown")
    void every_operation_names_its_permission() {
        assertEquals(List.of("things:write"), document.getList("paths.'/v1/things'.post.x-permissions"));
        assertTrue(document.getString("paths.'/v1/things'.post.description").contains("`things:write`"));
    }

    @Test
    void keys_preconditions_and_pages_are_parameters() {
        assertEquals(
                "true",
                parameter("paths.'/v1/things/required'.post", "Idempotency-Key")
                        .get("required")
                        .toString());
        assertEquals(
                "true",
                parameter("paths.'/v1/things/{id}'.patch", "If-Match")
                        .get("required")
                        .toString());
        assertEquals("query", parameter("paths.'/v1/things'.get", "limit").get("in"));
        assertEquals("query", parameter("paths.'/v1/things'.get", "cursor").get("in"));
    }

    private Map<String, Object> parameter(String operation, String name) {
        return document.getMap(operation + ".parameters.find { it.name == '" + name + "' }");
    }

    @Test
    void all_codes_are_listed() {
        List<String> codes = document.getList("components.schemas.Problem.x-codes");
        assertEquals(CommonProblem.values().length, codes.size());
        assertTrue(codes.contains("idempotency-key-reused"));
    }

    @Test
    void what_is_between_services_is_not_shown() {
        assertTrue(document.<String, Object>getMap("paths").keySet().stream()
                .noneMatch(path -> path.startsWith("/internal")));
        assertEquals(List.of("/"), document.getList("servers.url"), "whatever host it stands on");
    }

    @Test
    @DisplayName("API-17: Swagger UI stands on each service")
    void swagger_ui_is_there() {
        assertEquals(200, bare().get("/q/swagger-ui/").statusCode());
    }
}
