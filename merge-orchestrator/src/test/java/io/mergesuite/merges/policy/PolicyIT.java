package io.mergesuite.merges.policy;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.localstack.TestTokens;
import io.mergesuite.merges.CustomerServiceSimulator;
import io.mergesuite.merges.ServiceUnderTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A shop's merge policy (CM-17). */
@QuarkusTest
class PolicyIT extends ServiceUnderTest {

    private static final String SHOP_OF_ITS_OWN = "nara";
    private static final String PATH = "/v1/merge-policies/" + SHOP_OF_ITS_OWN;

    @Test
    @DisplayName(
            "CM-17, API-05 a new shop is conservative; presets and each switch can be set; merges record what they ran under")
    void policy() {
        var token = TestTokens.full(SHOP_OF_ITS_OWN);
        var first = as(token).get(PATH);
        first.then()
                .body("preset", equalTo("conservative"))
                .body("phones", equalTo("SURVIVOR"))
                .body("survivorMayBecomeSource", equalTo(false));
        as(token).header("If-None-Match", first.header("ETag")).get(PATH).then().statusCode(304);
        as(token).body(Map.of("preset", "consolidating")).put(PATH).then().statusCode(428);

        var second = as(token)
                .header("If-Match", first.header("ETag"))
                .body(Map.of("preset", "consolidating"))
                .put(PATH);
        second.then().statusCode(200).body("preset", equalTo("consolidating")).body("emails", equalTo("UNION"));
        as(token)
                .header("If-Match", first.header("ETag"))
                .body(Map.of("fillMissing", false))
                .put(PATH)
                .then()
                .statusCode(412);
        as(token)
                .header("If-Match", second.header("ETag"))
                .body(Map.of("fillMissing", false))
                .put(PATH)
                .then()
                .statusCode(200)
                .body("preset", nullValue())
                .body("fillMissing", equalTo(false))
                .body("phones", equalTo("UNION"));

        var former = customers.formerSurvivor(SHOP_OF_ITS_OWN);
        withKey(as(token))
                .header("Prefer", "wait=30")
                .body(body(customers.individual(SHOP_OF_ITS_OWN).id(), List.of(former.id())))
                .post("/v1/merges")
                .then()
                .statusCode(201)
                .body("state", equalTo("COMPLETED"))
                .body("policy.survivorMayBecomeSource", equalTo(true));
    }

    @Test
    @DisplayName("CM-17 an unknown switch, preset or value is refused; nothing changes")
    void unknownSwitch() {
        var token = TestTokens.full("uji");
        put(token, Map.of("crossShop", true)).statusCode(422).body("code", equalTo("unknown-switch"));
        put(token, Map.of("points", true)).statusCode(422).body("code", equalTo("unknown-value"));
        put(token, Map.of("preset", "generous")).statusCode(422).body("code", equalTo("unknown-preset"));
        put(token, Map.of("phones", "ALL")).statusCode(422).body("code", equalTo("unknown-value"));
        put(token, Map.of("fillMissing", "yes")).statusCode(422).body("code", equalTo("unknown-value"));
        put(token, List.of()).statusCode(400);
        as(token).get("/v1/merge-policies/uji").then().body("version", equalTo(0));
    }

    @Test
    @DisplayName("CM-04, SEC-03 who may see and set it")
    void permissions() {
        as(TestTokens.full("osaka")).get(PATH).then().statusCode(404);
        as(TestTokens.full("osaka"))
                .header("If-Match", "\"0\"")
                .body(Map.of())
                .put(PATH)
                .then()
                .statusCode(404);
        var reader = TestTokens.mint("reader", List.of(SHOP_OF_ITS_OWN), List.of("customers:read"));
        as(reader).get(PATH).then().statusCode(200);
        as(reader).header("If-Match", "\"0\"").body(Map.of()).put(PATH).then().statusCode(403);
    }

    @Test
    @DisplayName("CU-09, SEC-03 a shop that has not begun has no policy, even if the token names it; nothing is stored")
    void unknownShop() {
        var path = "/v1/merge-policies/" + CustomerServiceSimulator.NO_SHOP;
        var token = TestTokens.full(CustomerServiceSimulator.NO_SHOP);
        as(token).get(path).then().statusCode(404).body("code", equalTo("not-found"));
        as(token)
                .header("If-Match", "\"0\"")
                .body(Map.of("preset", "consolidating"))
                .put(path)
                .then()
                .statusCode(404)
                .body("code", equalTo("not-found"));
        assertEquals(0, count("SELECT count(*) FROM merge_policy WHERE shop_id = ?", CustomerServiceSimulator.NO_SHOP));
    }

    @Test
    @DisplayName("CU-09 while customer-service is down only a policy that was set is known")
    void customerServiceDown() {
        var set = "kobe";
        as(TestTokens.full(set))
                .header("If-Match", "\"0\"")
                .body(Map.of("fillMissing", true))
                .put("/v1/merge-policies/" + set)
                .then()
                .statusCode(200);
        customers.setDown(true);
        as(TestTokens.full(set)).get("/v1/merge-policies/" + set).then().statusCode(200);
        as(TestTokens.full("otaru")).get("/v1/merge-policies/otaru").then().statusCode(503);
    }

    private static ValidatableResponse put(String token, Object body) {
        return as(token)
                .header("If-Match", "\"0\"")
                .body(body)
                .put("/v1/merge-policies/uji")
                .then();
    }
}
