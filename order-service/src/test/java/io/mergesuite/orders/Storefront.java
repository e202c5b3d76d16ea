package io.mergesuite.orders;

import static io.restassured.RestAssured.given;

import io.mergesuite.localstack.TestTokens;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** Talks to the service as a storefront of a shop does. */
public final class Storefront {

    private final String token;

    private Storefront(String token) {
        this.token = token;
    }

    /** A storefront with all permissions in these shops. */
    public static Storefront of(String... shops) {
        return new Storefront(TestTokens.full(shops));
    }

    public static Storefront with(String token) {
        return new Storefront(token);
    }

    public RequestSpecification request() {
        return given().auth().oauth2(token).contentType("application/json");
    }

    public ValidatableResponse post(String kind, Map<String, ?> body) {
        return request().body(body).post("/v1/" + kind).then();
    }

    public ValidatableResponse get(String path, Object... values) {
        return request().get(path, values).then();
    }
}
