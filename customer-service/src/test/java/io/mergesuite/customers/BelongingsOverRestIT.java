package io.mergesuite.customers;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.customers.customer.CustomersOnStage;
import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.TestTokens;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a customer has, over REST (CU-03). */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class BelongingsOverRestIT {

    @Inject
    CustomersOnStage customers;

    private CustomerId customer;

    @BeforeEach
    void openShop() {
        customers.openShop();
        customer = customers.person("Yamada");
    }

    @Test
    @DisplayName("CU-03: the balance is the sum of the ledger; no entry twice, none below zero, none of nothing")
    void regularPoints() {
        String ref = UUID.randomUUID().toString();
        post("points/entries", "{\"points\": 30, \"reason\": \"order\", \"externalRef\": \"" + ref + "\"}")
                .statusCode(201)
                .body("points", equalTo(30));
        post("points/entries", "{\"points\": 30, \"externalRef\": \"" + ref + "\"}")
                .statusCode(409)
                .body("code", equalTo("duplicate-points"));
        post("points/entries", "{\"points\": -31}")
                .statusCode(422)
                .body("code", equalTo("not-enough-points"))
                .body("balance", equalTo(30));
        post("points/entries", "{\"points\": 0}").statusCode(422);
        post("points/entries", "{\"points\": -30}").statusCode(201);

        get("points").body("points", equalTo(0)).body("limitedPoints", equalTo(0));
        get("points/entries").body("items.points", contains(-30, 30));
        String next = get("points/entries?limit=1")
                .body("items", hasSize(1))
                .extract()
                .path("next");
        get("points/entries?limit=1&cursor=" + next)
                .body("items.points", contains(30))
                .body("next", nullValue());
    }

    @Test
    @DisplayName("CU-03: limited-time points are taken from the lot that expires first; expired ones don't count")
    void limitedPoints() {
        lot(5, "2099-06-01T00:00:00Z");
        lot(5, "2099-01-01T00:00:00Z");
        lot(100, "2020-01-01T00:00:00Z");

        get("points").body("limitedPoints", equalTo(10));
        post("point-lots/spendings", "{\"points\": 11}").statusCode(422).body("balance", equalTo(10));
        post("point-lots/spendings", "{\"points\": 7}")
                .statusCode(201)
                .body("taken.points", contains(5, 2))
                .body("taken.remaining", contains(0, 3));

        get("point-lots").body("items.remaining", contains(100, 0, 3));
        get("point-lots/entries").body("items", hasSize(5));
        get("points").body("limitedPoints", equalTo(3));
    }

    @Test
    @DisplayName("CU-03, API-05: one joins a programme once, is changed on the version that was read, and leaves")
    void loyalty() {
        post("loyalty", "{\"programme\": \"tea\", \"joinedAt\": \"2024-05-01T00:00:00Z\", \"balance\": 3}")
                .statusCode(201);
        post("loyalty", "{\"programme\": \"tea\"}").statusCode(409).body("code", equalTo("already-joined"));
        String tag = get("loyalty/tea").extract().header("ETag");
        patch("loyalty/tea", "\"stale\"", "{\"balance\": 4}").statusCode(412);
        patch("loyalty/tea", tag, "{\"programme\": \"cake\"}").statusCode(422).body("code", equalTo("not-changeable"));
        String now = patch("loyalty/tea", tag, "{\"tier\": {\"rank\": 2, \"name\": \"SILVER\"}, \"balance\": 4}")
                .statusCode(200)
                .body("balance", equalTo(4))
                .body("joinedAt", equalTo("2024-05-01T00:00:00Z"))
                .extract()
                .header("ETag");
        caller().header("If-Match", now).delete(path("loyalty/tea")).then().statusCode(204);
        get("loyalty").body("items", hasSize(0));
    }

    @Test
    @DisplayName("CU-03: coupons are given and used, favourites added once, mails noted in the order they were sent")
    void theRest() {
        String coupon = post("coupons", "{\"code\": \"WELCOME\"}")
                .statusCode(201)
                .extract()
                .path("id");
        String tag = get("coupons/" + coupon).extract().header("ETag");
        patch("coupons/" + coupon, tag, "{\"usedAt\": \"2026-11-01T00:00:00Z\"}")
                .statusCode(200)
                .body("usedAt", equalTo("2026-11-01T00:00:00Z"));
        patch("coupons/" + coupon, tag, "{\"usedAt\": null}").statusCode(412);

        post("favourites", "{\"sku\": \"TEA-1\"}").statusCode(201);
        post("favourites", "{\"sku\": \"TEA-1\"}").statusCode(201);
        get("favourites").body("items.sku", contains("TEA-1"));
        caller().delete(path("favourites/TEA-1")).then().statusCode(428);

        post("mails", "{\"subject\": \"Second\", \"sentAt\": \"2026-02-01T00:00:00Z\"}")
                .statusCode(201);
        post("mails", "{\"subject\": \"First\", \"sentAt\": \"2026-01-01T00:00:00Z\"}")
                .statusCode(201);
        post("mails", "{\"subject\": \"Never\", \"sentAt\": \"1960-01-01T00:00:00Z\"}")
                .statusCode(400);
        get("mails").body("items.subject", contains("Second", "First"));
    }

    private void lot(int points, String expires) {
        post("point-lots", "{\"points\": " + points + ", \"expiresAt\": \"" + expires + "\"}")
                .statusCode(201);
    }

    private ValidatableResponse post(String what, String body) {
        return caller().body(body).post(path(what)).then();
    }

    private ValidatableResponse patch(String what, String tag, String body) {
        return caller().header("If-Match", tag).body(body).patch(path(what)).then();
    }

    private ValidatableResponse get(String what) {
        return caller().get(path(what)).then().statusCode(200);
    }

    private String path(String what) {
        return "/v1/customers/" + customer + "/" + what;
    }

    private static RequestSpecification caller() {
        return given().auth().oauth2(TestTokens.full("tokyo")).contentType("application/json");
    }
}
