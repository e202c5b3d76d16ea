package io.mergesuite.api;

import static io.mergesuite.api.Wire.JSON;
import static io.mergesuite.api.Wire.alice;
import static io.mergesuite.api.Wire.assertFault;
import static io.mergesuite.api.Wire.assertParameterFault;
import static io.mergesuite.api.Wire.assertProblem;
import static io.mergesuite.api.Wire.bare;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ApiTest
@DisplayName("API-03: whatever goes wrong is a problem with a stable code, and shows nothing of the inside")
class ProblemsIT {

    private static Response post(String body) {
        return alice().contentType(JSON).body(body).post("/v1/things");
    }

    @Test
    void a_good_request_passes() {
        Response made = post("""
                {"shopId":"a","name":"n","customerId":"01890a5d-ac96-774b-bcce-b302099a8057","colour":"RED",
                 "at":"2026-11-01T18:30:00+09:00","on":"2026-11-01","flag":true,"count":3,"parts":[{"sku":"s","quantity":1}]}""");
        assertEquals(201, made.statusCode(), made.asString());
        assertEquals("2026-11-01T09:30:00Z", made.jsonPath().getString("at"), "API-01: UTC");
        assertTrue(made.asString().contains("\"former\":null"), "null where the shape shows it");
        assertEquals("/v1/things/" + made.jsonPath().getString("id"), made.header("Location"));
        assertEquals("\"0\"", made.header("ETag"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "nonsense",
                "{\"name\":}",
                "{\"name\":\"a\"} x",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"name\":\"a\nb\"}"
            })
    void unreadable_json_is_told(String body) {
        assertProblem(post(body), 400, "malformed-json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"name\":1}; /name; wrong-type",
                "{\"name\":true}; /name; wrong-type",
                "{\"name\":[\"x\"]}; /name; wrong-type",
                "{\"name\":{}}; /name; wrong-type",
                "{\"name\":\"n\",\"count\":\"3\"}; /count; wrong-type",
                "{\"name\":\"n\",\"count\":3.5}; /count; wrong-type",
                "{\"name\":\"n\",\"count\":99999999999999999999}; /count; wrong-type",
                "{\"name\":\"n\",\"count\":\"\"}; /count; wrong-type",
                "{\"name\":\"n\",\"flag\":1}; /flag; wrong-type",
                "{\"name\":\"n\",\"flag\":\"true\"}; /flag; wrong-type",
                "{\"name\":\"n\",\"colour\":\"GREEN\"}; /colour; unknown-value",
                "{\"name\":\"n\",\"colour\":0}; /colour; wrong-type",
                "{\"name\":\"n\",\"colour\":\"\"}; /colour; unknown-value",
                "{\"name\":\"n\",\"at\":\"yesterday\"}; /at; wrong-format",
                "{\"name\":\"n\",\"at\":\"2026-11-01T09:30:00\"}; /at; wrong-format",
                "{\"name\":\"n\",\"at\":1700000000}; /at; wrong-type",
                "{\"name\":\"n\",\"at\":\"+99999-01-01T00:00:00Z\"}; /at; wrong-format",
                "{\"name\":\"n\",\"at\":\"0000-11-01T09:30:00Z\"}; /at; wrong-format",
                "{\"name\":\"n\",\"at\":\"2026-11-01T09:30Z\"}; /at; wrong-format",
                "{\"name\":\"n\",\"on\":\"0000-11-01\"}; /on; wrong-format",
                "{\"name\":\"n\",\"on\":\"2026-02-30\"}; /on; wrong-format",
                "{\"name\":\"n\",\"on\":[2026,2,3]}; /on; wrong-type",
                "{\"name\":\"n\",\"customerId\":\"x\"}; /customerId; wrong-format",
                "{\"name\":\"n\",\"customerId\":\"\"}; /customerId; wrong-format",
                "{\"name\":\"n\",\"customerId\":7}; /customerId; wrong-type",
                "{\"name\":\"n\",\"shopId\":\"No Shop\"}; /shopId; invalid",
                "{\"name\":\"n\",\"parts\":{}}; /parts; wrong-type",
                "{\"name\":\"n\",\"parts\":[{\"sku\":\"s\",\"quantity\":1},7]}; /parts/1; wrong-type",
                "{\"name\":\"n\",\"parts\":[{\"sku\":\"s\",\"quantity\":\"1\"}]}; /parts/0/quantity; wrong-type",
                "{\"name\":\"n\",\"parts\":[{\"sku\":\"s\",\"quantity\":null}]}; /parts/0/quantity; required",
                "[]; ``; wrong-type",
                "\"x\"; ``; wrong-type",
                "7; ``; wrong-type",
                "null; ``; required",
            })
    void a_wrong_type_is_told_with_its_pointer(String body, String pointer, String code) {
        assertFault(post(body), "invalid", pointer, code);
    }

    @Test
    void a_missing_body_is_told() {
        assertFault(alice().contentType(JSON).post("/v1/things"), "invalid", "", "required");
    }

    @Test
    void what_a_record_of_ours_says_of_its_value_is_shown() {
        assertTrue(post("{\"name\":\"n\",\"shopId\":\"No Shop\"}").asString().contains("a-z, 0-9"));
    }

    @Test
    void all_unknown_fields_are_told_at_once() {
        Response answer = post(
                "{\"name\":\"n\",\"nmae\":{\"deep\":[1]},\"parts\":[{\"sku\":\"s\",\"quantity\":1,\"a/b~\":2}],\"z\":1}");
        assertFault(answer, "unknown-field", "/nmae", "unknown-field");
        assertFault(answer, "unknown-field", "/parts/0/a~1b~0", "unknown-field");
        assertFault(answer, "unknown-field", "/z", "unknown-field");
    }

    @Test
    void all_violated_constraints_are_told_at_once() {
        Response answer =
                post("{\"name\":\" \",\"parts\":[{\"sku\":\"s\",\"quantity\":1},{\"sku\":\"\",\"quantity\":11}]}");
        assertFault(answer, "invalid", "/name", "required");
        assertFault(answer, "invalid", "/parts/1/sku", "required");
        assertFault(answer, "invalid", "/parts/1/quantity", "out-of-range");
    }

    @Test
    @DisplayName("API-03: a violated constraint is told in a sentence of ours, not the validator's")
    void a_violated_constraint_is_told_in_our_words() {
        String answer = post("{\"name\":\" \",\"parts\":[{\"sku\":\"s\",\"quantity\":11}]}")
                .asString();
        assertTrue(answer.contains("is missing or blank"), answer);
        assertTrue(answer.contains("must be at most 10"), answer);
    }

    @Test
    @DisplayName("API-14: an answer names at most 100 faults, and says how many it leaves off")
    void an_answer_is_not_larger_than_what_it_answers() {
        Response answer = post(IntStream.range(0, 60_000)
                .mapToObj(field -> "\"x" + field + "\":1")
                .collect(Collectors.joining(",", "{", "}")));
        assertFault(answer, "unknown-field", "/x99", "unknown-field");
        assertEquals(100, answer.jsonPath().getList("errors").size());
        String detail = answer.jsonPath().getString("detail");
        assertTrue(detail.endsWith("errors names the first 100, 59900 more are left off"), detail);
    }

    @Test
    @DisplayName("API-14: a list of nulls is refused at the first, one of too many elements before they are looked at")
    void a_million_faults_are_not_gathered() {
        assertFault(
                post("{\"name\":\"n\",\"parts\":[" + "null,".repeat(200_000) + "null]}"),
                "invalid",
                "/parts",
                "wrong-length");
        assertFault(
                post("{\"name\":\"n\",\"parts\":[" + "{},".repeat(300_000) + "{}]}"),
                "invalid",
                "/parts",
                "wrong-length");
        assertFault(
                post("{\"name\":\"n\",\"parts\":[{\"sku\":\"s\",\"quantity\":1}," + "null,".repeat(19_000) + "null]}"),
                "invalid",
                "/parts/1",
                "required");
        assertEquals(
                100,
                post("{\"name\":\"n\",\"parts\":[" + "{\"quantity\":1},".repeat(19_000) + "{\"quantity\":1}]}")
                        .jsonPath()
                        .getList("errors")
                        .size());
    }

    @Test
    @DisplayName("API-01: the year of a time is that of UTC, in which it is shown")
    void the_last_hour_of_the_last_year() {
        assertFault(post("{\"name\":\"n\",\"at\":\"9999-12-31T23:59:59-01:00\"}"), "invalid", "/at", "wrong-format");
        assertFault(post("{\"name\":\"n\",\"at\":\"0001-01-01T00:59:59+01:00\"}"), "invalid", "/at", "wrong-format");
        assertEquals(
                201,
                post("{\"name\":\"n\",\"at\":\"9999-12-31T23:59:59+01:00\"}").statusCode());
    }

    @Test
    void nul_and_half_surrogates_are_told_because_they_can_not_be_stored() {
        assertFault(post("{\"name\":\"a\\u0000b\"}"), "invalid", "/name", "invalid-character");
        assertFault(
                post("{\"name\":\"n\",\"parts\":[{\"sku\":\"\\ud83d\",\"quantity\":1}]}"),
                "invalid",
                "/parts/0/sku",
                "invalid-character");
        assertFault(post("{\"a\\u0000\":\"\"}"), "invalid", "/a\ufffd", "invalid-character");
        assertEquals(201, post("{\"name\":\"\\ud83d\\ude00 \\u5c71\"}").statusCode());
    }

    @Test
    void what_is_not_utf_8_is_told() {
        byte[] latin = "{\"name\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertProblem(alice().contentType(JSON).body(latin).post("/v1/things"), 400, "malformed-json");
        byte[] wide = "{\"name\":\"n\"}".getBytes(StandardCharsets.UTF_16);
        assertProblem(alice().contentType(JSON).body(wide).post("/v1/things"), 400, "malformed-json");
    }

    @Test
    @DisplayName("API-14: nesting is limited")
    void too_deep_a_body_is_told() {
        assertProblem(post("{\"x\":" + "[".repeat(40) + "]".repeat(40) + "}"), 400, "nesting-too-deep");
        assertProblem(post("{\"x\":" + "[".repeat(100_000)), 400, "nesting-too-deep");
    }

    @Test
    @DisplayName("API-14: a body is at most 1 MiB, unless the operation says otherwise")
    void too_large_a_body_is_told() {
        String large = "{\"name\":\"" + "x".repeat(1 << 20) + "\"}";
        assertEquals(1 << 20, assertProblem(post(large), 413, "body-too-large").getInt("limit"));
        assertFault(
                alice().contentType(JSON)
                        .header("Idempotency-Key", Wire.newKey())
                        .body(large)
                        .post("/v1/things/required"),
                "invalid",
                "/name",
                "wrong-length");
    }

    @Test
    void too_large_a_body_is_told_where_its_length_was_not_announced() throws IOException {
        String answer =
                raw("POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Authorization: Bearer " + Wire.token("a") + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "100001\r\n" + "x".repeat(0x100001) + "\r\n0\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        assertTrue(answer.contains("body-too-large"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/nothing",
                "/v1/things/jobs/x/y",
                "/q/nothing",
                "/internal/nothing",
                "/v1/things/../x",
                "/%2e%2e/etc"
            })
    void an_unknown_path_is_told(String path) {
        assertProblem(alice().get(path), 404, "not-found");
    }

    @Test
    void method_and_media_types_are_told() {
        Response wrongMethod = alice().delete("/v1/things");
        assertProblem(wrongMethod, 405, "method-not-allowed");
        assertTrue(wrongMethod.header("Allow").contains("GET"), wrongMethod.header("Allow"));
        assertProblem(alice().accept("text/csv").get("/v1/things"), 406, "not-acceptable");
        assertProblem(alice().contentType("text/plain").body("x").post("/v1/things"), 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", "1-1-1-1-1", "%20", "01890a5d-ac96-774b-bcce-b302099a805g"})
    void a_malformed_id_is_told(String id) {
        assertParameterFault(alice().get("/v1/things/" + id), "invalid", "id", "wrong-format");
    }

    @ParameterizedTest
    @CsvSource({
        "number=x, number",
        "number=, number",
        "number=99999999999, number",
        "yes=1, yes",
        "shop=A, shop",
        "shop=a&shop=, shop"
    })
    void a_malformed_parameter_is_told(String query, String parameter) {
        assertParameterFault(alice().get("/v1/things/numbers?" + query), "invalid", parameter, "wrong-format");
    }

    @Test
    void an_unknown_constant_unknown_and_repeated_parameters_are_told() {
        assertParameterFault(alice().get("/v1/things?colour=GREEN"), "invalid", "colour", "wrong-format");
        assertParameterFault(alice().get("/v1/things?nmae=x"), "unknown-parameter", "nmae", "unknown-parameter");
        assertParameterFault(
                alice().get("/v1/things?name=x&name=y"), "duplicate-parameter", "name", "duplicate-parameter");
        assertEquals(200, alice().get("/v1/things/numbers?shop=a&shop=b").statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/things?name=%00",
                "/v1/things?name=%ff",
                "/v1/things/%c3%28",
                "/v1/things?name=a%0ab",
                "/v1/%00"
            })
    void an_address_that_is_no_text_is_told(String path) {
        assertProblem(alice().get(path), 400, "malformed-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/things?name=%zz", "/v1/things?name=%", "/v1/%c"})
    void an_address_that_is_not_percent_encoded_is_refused_before_it_is_routed(String path) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.strip().endsWith("content-length: 0"), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "null, 500, internal",
        "error, 500, internal",
        "sql-bug, 500, internal",
        "sql-away, 503, unavailable",
        "deadlock, 503, unavailable",
        "nul, 400, invalid",
    })
    void what_fails_inside_stays_inside(String how, int status, String code) {
        Response answer = alice().get("/v1/things/broken?how=" + how);
        assertProblem(answer, status, code);
        assertEquals(status == 503, answer.header("Retry-After") != null);
    }

    @Test
    void a_request_has_the_id_that_it_brings_if_it_is_sane() {
        assertEquals(
                "my-id.1",
                alice().header("X-Request-Id", "my-id.1")
                        .get("/v1/nothing")
                        .jsonPath()
                        .getString("requestId"));
        String made =
                alice().header("X-Request-Id", "no<sane>id").get("/v1/things").header("X-Request-Id");
        assertFalse(made.contains("<"), made);
        assertNotEquals(made, alice().get("/v1/things").header("X-Request-Id"));
        assertEquals(36, bare().get("/q/openapi").header("X-Request-Id").length());
    }

    @Test
    void a_content_type_that_is_none_is_told() throws IOException {
        String answer = raw("POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: ///\r\nConnection: close\r\n"
                + "Authorization: Bearer " + Wire.token("a") + "\r\nContent-Length: 2\r\n\r\n{}");
        assertTrue(answer.contains("application/problem+json"), answer);
        assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
    }

    @Test
    void bytes_that_are_no_http_get_no_text_of_the_inside() throws IOException {
        for (String nonsense : List.of(
                "\0\0\0\r\n\r\n", "GET\r\n\r\n", "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")) {
            String answer = raw(nonsense);
            assertFalse(answer.contains("vertx") || answer.contains("Exception"), answer);
        }
    }

    private static String raw(String request) throws IOException {
        URI server = URI.create(ConfigProvider.getConfig().getValue("test.url", String.class));
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            } catch (IOException closedEarly) {
                // The answer may come, and the connection end, before all was sent.
            }
            return drained(socket.getInputStream());
        }
    }

    private static String drained(InputStream answer) {
        var text = new ByteArrayOutputStream();
        try {
            answer.transferTo(text);
        } catch (IOException closedHard) {
            // What came before it counts.
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
