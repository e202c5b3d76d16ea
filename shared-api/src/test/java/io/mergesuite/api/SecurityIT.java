package io.mergesuite.api;

import static io.mergesuite.api.Wire.JSON;
import static io.mergesuite.api.Wire.alice;
import static io.mergesuite.api.Wire.as;
import static io.mergesuite.api.Wire.assertProblem;
import static io.mergesuite.api.Wire.bare;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.localstack.TestTokens;
import io.quarkus.runtime.LaunchMode;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@ApiTest
@DisplayName("SEC-01, SEC-02, SEC-03: who may do what, and what exists for them")
class SecurityIT {

    @Inject
    SecuritySettings settings;

    @Test
    void without_a_token_nothing_is_done() {
        Response answer = bare().get("/v1/things");
        assertProblem(answer, 401, "unauthenticated");
        assertEquals("Bearer", answer.header("WWW-Authenticate"));
        assertProblem(bare().header("Authorization", "Basic YTpi").get("/v1/things"), 401, "unauthenticated");
        assertProblem(bare().contentType(JSON).body("{").post("/v1/things"), 401, "unauthenticated");
    }

    @Test
    void an_expired_token_has_its_own_code() {
        String expired = TestTokens.mint(
                "alice", List.of("a"), List.of("things:read"), Instant.now().minusSeconds(3600));
        Response answer = as(expired).get("/v1/things");
        assertProblem(answer, 401, "token-expired");
        assertTrue(answer.header("WWW-Authenticate").contains("invalid_token"));
    }

    @Test
    void a_forged_token_is_refused() {
        assertProblem(as(TestTokens.forged("a")).get("/v1/things"), 401, "token-invalid");
        assertProblem(as("nonsense").get("/v1/things"), 401, "token-invalid");
        assertProblem(as("a.b.c").get("/v1/things"), 401, "token-invalid");
        String[] parts = Wire.token("a").split("\\.", -1);
        assertProblem(as(encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".").get("/v1/things"), 401, "token-invalid");
        String moreShops = encoded("{\"iss\":\"merge-suite\",\"aud\":\"merge-suite\",\"sub\":\"x\",\"exp\":4102444800,"
                + "\"permissions\":[\"things:read\"],\"shops\":[\"b\"]}");
        assertProblem(as(parts[0] + "." + moreShops + "." + parts[2]).get("/v1/things"), 401, "token-invalid");
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("SEC-01: of what the framework offers only health, the document and its page are open")
    void what_the_framework_offers_needs_a_token() {
        for (String open : List.of("/q/openapi", "/q/swagger-ui/")) {
            assertEquals(200, bare().get(open).statusCode(), open);
        }
        for (String closed :
                List.of("/q/metrics", "/q/metrics/", "/q/no-such-thing", "/q/openapi-too", "/q//metrics")) {
            Response answer = bare().get(closed);
            assertProblem(answer, 401, "unauthenticated");
            assertEquals("Bearer", answer.header("WWW-Authenticate"));
            assertProblem(as(TestTokens.forged("a")).get(closed), 401, "token-invalid");
            assertProblem(as(Wire.token("a")).get(closed), 404, "not-found");
        }
    }

    @Test
    void a_lacking_permission_is_named() {
        String reader = TestTokens.mint("bob", List.of("a"), List.of("things:read"));
        Response answer = as(reader).contentType(JSON).body("{\"name\":\"n\"}").post("/v1/things");
        assertProblem(answer, 403, "forbidden");
        assertEquals(List.of("things:write"), answer.jsonPath().getList("permissions"));
        assertTrue(answer.jsonPath().getString("detail").contains("things:write"));
    }

    @Test
    void what_is_not_annotated_is_denied_to_everyone() {
        assertProblem(alice().get("/v1/things/unannotated"), 403, "forbidden");
    }

    @Test
    void a_record_of_another_shop_does_not_exist() {
        String id = alice().contentType(JSON)
                .body("{\"name\":\"mine\"}")
                .post("/v1/things")
                .jsonPath()
                .getString("id");
        assertEquals(200, alice().get("/v1/things/" + id).statusCode());
        assertProblem(as(Wire.token("b")).get("/v1/things/" + id), 404, "not-found");
        assertProblem(as(Wire.token()).get("/v1/things/" + id), 404, "not-found");
    }

    @Test
    void the_shop_is_the_tokens_only_one_or_named() {
        String body = "{\"name\":\"n\"}";
        assertEquals(
                "a",
                alice().contentType(JSON)
                        .body(body)
                        .post("/v1/things")
                        .jsonPath()
                        .getString("shopId"));
        assertProblem(as(Wire.token("a", "b")).contentType(JSON).body(body).post("/v1/things"), 400, "shop-required");
        assertProblem(as(Wire.token()).contentType(JSON).body(body).post("/v1/things"), 400, "shop-required");
        assertProblem(
                alice().contentType(JSON)
                        .body("{\"name\":\"n\",\"shopId\":\"b\"}")
                        .post("/v1/things"),
                422,
                "unknown-shop");
    }

    @Test
    void services_call_each_other_with_a_token_of_their_own() {
        Response answer = alice().get("/v1/calls/who");
        assertEquals(200, answer.statusCode(), answer.asString());
        assertEquals("thing-service", answer.jsonPath().getString("subject"));
        assertEquals("alice", answer.jsonPath().getString("actor"));
        assertEquals(List.of("a"), answer.jsonPath().getList("shops"));
    }

    @Test
    void people_do_not_reach_what_is_between_services() {
        assertProblem(alice().header(CallTo.SHOP, "b").get("/internal/things/who"), 403, "forbidden");
        assertProblem(as(TestTokens.full("a")).get("/internal/things/who"), 403, "forbidden");
    }

    @Test
    void headers_of_calls_between_services_mean_nothing_from_people() {
        String id = alice().contentType(JSON)
                .body("{\"name\":\"mine\"}")
                .post("/v1/things")
                .jsonPath()
                .getString("id");
        assertProblem(as(Wire.token("b")).header(CallTo.SHOP, "a").get("/v1/things/" + id), 404, "not-found");
    }

    @Test
    void a_call_between_services_names_its_shop() {
        String internal = TestTokens.mint("x-service", List.of("a"), List.of(Caller.INTERNAL));
        assertProblem(as(internal).get("/internal/things/who"), 400, "shop-required");
        assertEquals(
                List.of("b"),
                as(internal)
                        .header(CallTo.SHOP, "b")
                        .get("/internal/things/who")
                        .jsonPath()
                        .getList("shops"));
        assertProblem(as(internal).header(CallTo.SHOP, "b").get("/v1/things"), 403, "forbidden");
    }

    @Test
    void the_own_token_goes_to_no_stranger() {
        assertProblem(alice().get("/v1/calls/stranger"), 500, "internal");
    }

    @Test
    void a_callee_that_fails_is_unavailable_and_one_that_refuses_says_why() {
        Response nobody = alice().get("/v1/calls/nobody");
        assertEquals("nobody", assertProblem(nobody, 503, "unavailable").getString("service"));
        assertTrue(Integer.parseInt(nobody.header("Retry-After")) > 0);
        assertProblem(alice().get("/v1/calls/failed"), 503, "unavailable");
        assertEquals("conflict", alice().get("/v1/calls/refused").jsonPath().getString("code"));
    }

    @Test
    void production_does_not_start_with_the_local_key_unless_told() {
        var guard = new LocalKeyGuard(settings, Optional.of("a key"));
        assertDoesNotThrow(() -> guard.check(LaunchMode.NORMAL), "the stack of the tests allows it");
        SecuritySettings strict = new NotAllowed(Optional.empty());
        assertThrows(
                IllegalStateException.class,
                () -> new LocalKeyGuard(strict, Optional.of("a key")).check(LaunchMode.NORMAL));
        assertDoesNotThrow(() -> new LocalKeyGuard(strict, Optional.of("a key")).check(LaunchMode.TEST));
    }

    private record NotAllowed(Optional<Path> localKey) implements SecuritySettings {

        @Override
        public boolean allowLocalKey() {
            return false;
        }
    }
}
