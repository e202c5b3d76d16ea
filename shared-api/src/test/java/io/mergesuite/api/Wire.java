package io.mergesuite.api;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.localstack.TestTokens;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Requests as a caller sends them, and what every bad answer must look like. */
final class Wire {

    static final String JSON = "application/json";
    private static final Set<String> MEMBERS = Set.of("type", "title", "status", "detail", "code", "requestId");
    private static final List<String> INSIDE = List.of(
            "secret",
            "Exception",
            "quarkus",
            "jackson",
            "fasterxml",
            "hibernate",
            "resteasy",
            "vertx",
            "postgres",
            "SQL",
            "at io.",
            "java.");

    private Wire() {}

    static String token(String... shops) {
        return TestTokens.mint("alice", List.of(shops), List.of("things:read", "things:write"));
    }

    /** Alice of shop a. */
    static RequestSpecification alice() {
        return bare().auth().oauth2(token("a"));
    }

    static RequestSpecification as(String token) {
        return bare().auth().oauth2(token);
    }

    static RequestSpecification bare() {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false);
    }

    static RequestSpecification keyed(String key) {
        return alice().contentType(JSON).header("Idempotency-Key", key);
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    /** The answer is the problem of this status and code, and shows nothing of the inside. */
    static JsonPath assertProblem(Response answer, int status, String code) {
        String body = answer.asString();
        assertEquals(status, answer.statusCode(), body);
        assertEquals("application/problem+json", answer.contentType(), body);
        JsonPath problem = answer.jsonPath();
        assertAll(
                () -> assertEquals(code, problem.getString("code"), body),
                () -> assertEquals(status, problem.getInt("status"), body),
                () -> assertTrue(problem.getString("type").endsWith(":" + code), body),
                () -> assertNotNull(problem.getString("title"), body),
                () -> assertNotNull(problem.getString("detail"), body),
                () -> assertEquals(answer.header("X-Request-Id"), problem.getString("requestId"), body),
                () -> assertTrue(problem.getMap("").keySet().containsAll(MEMBERS), body),
                () -> INSIDE.forEach(word -> assertFalse(body.contains(word), word + " in " + body)));
        return problem;
    }

    static void assertFault(Response answer, String code, String pointer, String faultCode) {
        JsonPath problem = assertProblem(answer, 400, code);
        assertTrue(
                problem.getList("errors.findAll { it.pointer == '" + pointer + "' }.code")
                        .contains(faultCode),
                answer.asString());
    }

    static void assertParameterFault(Response answer, String code, String parameter, String faultCode) {
        JsonPath problem = assertProblem(answer, 400, code);
        assertTrue(
                problem.getList("errors.findAll { it.parameter == '" + parameter + "' }.code")
                        .contains(faultCode),
                answer.asString());
    }
}
