package io.mergesuite.orders.order;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.orders.Bodies;
import io.mergesuite.orders.CustomerServiceSimulator;
import io.mergesuite.orders.OnTheStack;
import io.mergesuite.orders.SagaDriver;
import io.mergesuite.orders.Storefront;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@OnTheStack
class PlacingOrdersIT {

    @Inject
    SagaDriver saga;

    private final Storefront tokyo = Storefront.of("tokyo");
    private CustomerServiceSimulator customers;

    @BeforeEach
    void open() {
        customers = CustomerServiceSimulator.running();
        saga.open("tokyo", "osaka");
    }

    @Test
    @DisplayName("OR-01: an order is stored and shown as it came, added up")
    void anOrderIsStoredAndShown() {
        KnownCustomer hanako = customers.has("tokyo", null);

        String location = tokyo.post("orders", Bodies.with(Bodies.order(hanako.id()), "total", 2900))
                .statusCode(201)
                .header("ETag", "\"1\"")
                .body("customerId", equalTo(hanako.id().toString()))
                .body("formerCustomerId", nullValue())
                .body("total", equalTo(2900))
                .body("type", equalTo("ORDER"))
                .body("source", equalTo("STOREFRONT"))
                .body("hold", equalTo("NONE"))
                .body("screening.status", equalTo("NOT_SCREENED"))
                .body("attention.required", equalTo(false))
                .body("payment.state", equalTo("PENDING"))
                .body("number", notNullValue())
                .extract()
                .header("Location");

        tokyo.get(location)
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("orderer.familyName", equalTo("山田"))
                .body("lines[0].unitPrice", equalTo(1200))
                .body("adjustments[0].kind", equalTo("SHIPPING"))
                .body("placedAt", equalTo("2026-11-01T09:30:00Z"));
        tokyo.request().header("If-None-Match", "\"1\"").get(location).then().statusCode(304);
    }

    @Test
    @DisplayName("OR-05: a customer may be named by number or external ref, and is asked for by id only once")
    void aCustomerIsFoundHoweverItIsNamed() {
        KnownCustomer hanako = customers.has("tokyo", "A-" + UUID.randomUUID());
        Map<String, Object> body = Bodies.with(Bodies.order(hanako.id()), "customerId", null);

        for (Map<String, Object> named : List.of(
                Bodies.with(body, "customerNumber", hanako.number()),
                Bodies.with(body, "customerExternalRef", hanako.externalRef()))) {
            tokyo.post("orders", named)
                    .statusCode(201)
                    .body("customerId", equalTo(hanako.id().toString()));
        }
        int asked = customers.lookups();
        tokyo.post("orders", Bodies.order(hanako.id())).statusCode(201);

        assertEquals(asked, customers.lookups());
    }

    @Test
    @DisplayName("OR-05: a customer block finds its customer by external ref, and makes one that is not there")
    void aCustomerBlockFindsOrMakes() {
        String ref = "A-" + UUID.randomUUID();
        Map<String, Object> body = bringing(Map.of("kind", "INDIVIDUAL", "externalRef", ref, "familyName", "山田"));

        String made = tokyo.post("orders", body).statusCode(201).extract().path("customerId");

        tokyo.post("orders", body).statusCode(201).body("customerId", equalTo(made));
    }

    @Test
    @DisplayName("OR-05: a customer block makes its customer once, however often the order is sent")
    void aRepeatedOrderMakesItsCustomerOnce() {
        Map<String, Object> body = bringing(Map.of("kind", "INDIVIDUAL", "familyName", "山田"));
        String key = UUID.randomUUID().toString();
        int before = customers.made();
        String first = withKey(key, body, 201);

        assertEquals(first, withKey(key, body, 201));
        assertEquals(before + 1, customers.made());

        String ref = UUID.randomUUID().toString();
        tokyo.post("orders", Bodies.with(body, "externalRef", ref)).statusCode(201);
        tokyo.post("orders", Bodies.with(body, "externalRef", ref)).statusCode(409);
        assertEquals(before + 2, customers.made());
    }

    @Test
    @DisplayName(
            "OR-05: an order that died after its customer was made finds it again, under another Idempotency-Key too")
    void anOrderThatDiedFindsItsCustomer() {
        Map<String, Object> body = Bodies.with(
                bringing(Map.of("kind", "INDIVIDUAL", "familyName", "山田")),
                "externalRef",
                UUID.randomUUID().toString());
        int before = customers.made();
        saga.whileNothingCanBeWrittenTo(
                "orders", () -> withKey(UUID.randomUUID().toString(), body, 500));
        assertEquals(before + 1, customers.made());

        withKey(UUID.randomUUID().toString(), body, 201);

        assertEquals(before + 1, customers.made());
    }

    @Test
    @DisplayName("OR-05: an order that is refused makes no customer")
    void aRefusedOrderMakesNoCustomer() {
        int before = customers.made();

        tokyo.post(
                        "orders",
                        Bodies.with(
                                bringing(Map.of("kind", "INDIVIDUAL", "familyName", "山田")),
                                "subscriptionId",
                                UUID.randomUUID().toString()))
                .statusCode(422)
                .body("code", equalTo("unknown-subscription"))
                .body("errors[0].pointer", equalTo("/subscriptionId"));

        assertEquals(before, customers.made());
    }

    @Test
    @DisplayName("OR-05: while customer-service still makes the customer, the order is to be sent again")
    void aCustomerInTheMaking() {
        Map<String, Object> body = bringing(Map.of("kind", "INDIVIDUAL", "familyName", "山田"));
        String key = UUID.randomUUID().toString();
        customers.stillMaking(true);
        tokyo.request()
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/orders")
                .then()
                .statusCode(503)
                .body("code", equalTo("unavailable"));
        customers.stillMaking(false);

        withKey(key, body, 201);
    }

    private static Map<String, Object> bringing(Map<String, Object> customer) {
        return Bodies.with(Bodies.with(Bodies.order(""), "customerId", null), "customer", customer);
    }

    @Test
    @DisplayName("OR-05: a customer that customer-service refuses makes no order")
    void aRefusedCustomerMakesNoOrder() {
        String ref = UUID.randomUUID().toString();
        tokyo.post(
                        "orders",
                        Bodies.with(
                                bringing(Map.of("kind", "INDIVIDUAL", "familyName", "refused")), "externalRef", ref))
                .statusCode(422)
                .body("code", equalTo("customer-refused"));

        tokyo.get("/v1/orders?externalRef=" + ref).body("items", empty());
    }

    @Test
    @DisplayName(
            "OR-05, API-04: a second order with the same external ref is refused naming the first, unless it is a repeat")
    void aSecondOrderWithTheSameExternalRefIsRefused() {
        KnownCustomer hanako = customers.has("tokyo", null);
        Map<String, Object> body = Bodies.with(
                Bodies.order(hanako.id()), "externalRef", UUID.randomUUID().toString());
        String key = UUID.randomUUID().toString();
        String first = withKey(key, body, 201);

        tokyo.post("orders", body)
                .statusCode(409)
                .body("code", equalTo("duplicate-external-ref"))
                .body("id", equalTo(first));
        assertEquals(first, withKey(key, body, 201));
        tokyo.request()
                .header("Idempotency-Key", key)
                .body(Bodies.with(body, "currency", "USD"))
                .post("/v1/orders")
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency-key-reused"));
    }

    @Test
    @DisplayName("OR-05: an unknown customer, a customer of another shop, an unknown shop: 422, and nothing is stored")
    void unknownCustomersAreRefused() {
        KnownCustomer elsewhere = customers.has("osaka", null);
        for (Object unknown : List.of(CustomerId.next(), elsewhere.id())) {
            tokyo.post("orders", Bodies.order(unknown)).statusCode(422).body("code", equalTo("unknown-customer"));
        }
        // Known here by now, and still of another shop.
        Storefront.of("osaka").post("orders", Bodies.order(elsewhere.id())).statusCode(201);
        tokyo.post("orders", Bodies.order(elsewhere.id())).statusCode(422).body("code", equalTo("unknown-customer"));

        Storefront.of("nowhere")
                .post("orders", Bodies.order(CustomerId.next()))
                .statusCode(422)
                .body("code", equalTo("unknown-shop"));
        tokyo.post("orders", Bodies.with(Bodies.order(elsewhere.id()), "shopId", "osaka"))
                .statusCode(422)
                .body("code", equalTo("unknown-shop"));
    }

    @Test
    @DisplayName("OR-05: without customer-service known customers' orders are taken, others get 503")
    void withoutCustomerServiceKnownCustomersOrdersAreTaken() {
        KnownCustomer known = customers.has("tokyo", null);
        KnownCustomer unknown = customers.has("tokyo", null);
        tokyo.post("orders", Bodies.order(known.id())).statusCode(201);
        customers.stop();
        try {
            tokyo.post("orders", Bodies.order(known.id())).statusCode(201);
            tokyo.post("orders", Bodies.order(unknown.id())).statusCode(503).header("Retry-After", notNullValue());
        } finally {
            customers.start();
        }
        tokyo.get("/v1/orders?customerId=" + unknown.id()).body("items", empty());
    }

    @Test
    @DisplayName("OR-01: orderer and billing may be missing, a negative total is a RETURN")
    void anOrderNeedsNoOrderer() {
        KnownCustomer hanako = customers.has("tokyo", null);

        tokyo.post(
                        "orders",
                        Map.of(
                                "customerId",
                                hanako.id().toString(),
                                "currency",
                                "GBP",
                                "lines",
                                List.of(Map.of("sku", "85048", "quantity", -12, "unitPrice", 695))))
                .statusCode(201)
                .body("type", equalTo("RETURN"))
                .body("total", equalTo(-8340))
                .body("orderer", nullValue());
    }

    @Test
    @DisplayName("OR-01: an order may name a subscription of its shop, and no other")
    void anOrderMayNameASubscription() {
        KnownCustomer hanako = customers.has("tokyo", null);
        String subscription = tokyo.post("subscriptions", Bodies.subscription(hanako.id()))
                .statusCode(201)
                .extract()
                .path("id");

        tokyo.post("orders", Bodies.with(Bodies.order(hanako.id()), "subscriptionId", subscription))
                .statusCode(201)
                .body("subscriptionId", equalTo(subscription));
        tokyo.post(
                        "orders",
                        Bodies.with(
                                Bodies.order(hanako.id()),
                                "subscriptionId",
                                UUID.randomUUID().toString()))
                .statusCode(422)
                .body("code", equalTo("unknown-subscription"));
    }

    static Stream<Arguments> wrongFields() {
        Map<String, Object> order = Bodies.with(Bodies.order(CustomerId.next()), "shopId", "tokyo");
        return Stream.of(
                Arguments.of(Bodies.with(order, "customerNumber", "1"), "", "customer-ambiguous"),
                Arguments.of(Bodies.with(order, "customer", Map.of("kind", "INDIVIDUAL")), "", "customer-ambiguous"),
                Arguments.of(Bodies.with(order, "customerId", null), "/customerId", "customer-required"),
                Arguments.of(Bodies.with(order, "customerId", "not an id"), "/customerId", null),
                Arguments.of(Bodies.with(order, "customer", Map.of()), "/customer/kind", null),
                Arguments.of(Bodies.with(order, "currency", "YEN"), "/currency", "unknown-currency"),
                Arguments.of(Bodies.with(order, "currency", null), "/currency", null),
                Arguments.of(Bodies.with(order, "lines", null), "/lines", null),
                Arguments.of(Bodies.with(order, "lines", List.of()), "/lines", null),
                Arguments.of(Bodies.with(order, "total", 1), "/total", "total-mismatch"),
                Arguments.of(Bodies.with(order, "total", 2900.5), "/total", null),
                Arguments.of(Bodies.with(order, "billing", Map.of()), "/billing", "empty"),
                Arguments.of(Bodies.with(order, "placedAt", "yesterday"), "/placedAt", null),
                Arguments.of(Bodies.with(order, "placedAt", "1969-12-31T23:59:59Z"), "/placedAt", "too-early"),
                Arguments.of(
                        Bodies.with(order, "lines", List.of(Map.of("sku", "A", "quantity", 0, "unitPrice", 1))),
                        "/lines/0/quantity",
                        "zero"),
                Arguments.of(
                        Bodies.with(order, "lines", List.of(Map.of("sku", "A", "quantity", 1))),
                        "/lines/0/unitPrice",
                        null),
                Arguments.of(
                        Bodies.with(order, "adjustments", List.of(Map.of("kind", "DISCOUNT", "amount", 1))),
                        "/adjustments/0/amount",
                        "positive-discount"),
                Arguments.of(Bodies.with(order, "payment", Map.of("method", "credit card")), "/payment/method", null));
    }

    @ParameterizedTest
    @MethodSource("wrongFields")
    @DisplayName("API-03: each wrong field gets its own problem and stores nothing")
    void eachWrongFieldIsNamed(Map<String, Object> body, String pointer, String code) {
        String ref = UUID.randomUUID().toString();

        var answer = tokyo.post("orders", Bodies.with(body, "externalRef", ref))
                .statusCode(400)
                .contentType(containsString("application/problem+json"))
                .body("requestId", notNullValue())
                .body("errors.pointer", hasItem(pointer));

        if (code != null) {
            answer.body("errors.code", hasItem(code));
        }
        tokyo.get("/v1/orders?externalRef=" + ref).body("items", hasSize(0));
    }

    private String withKey(String key, Map<String, Object> body, int status) {
        return tokyo.request()
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/orders")
                .then()
                .statusCode(status)
                .extract()
                .path("id");
    }
}
