package io.mergesuite.orders;

import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.localstack.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@OnTheStack
class RecordListsIT {

    @Inject
    SagaDriver saga;

    private final Storefront tokyo = Storefront.of("tokyo");
    private final Storefront osaka = Storefront.of("osaka");
    private CustomerServiceSimulator customers;

    @BeforeEach
    void open() {
        customers = CustomerServiceSimulator.running();
        saga.open("tokyo", "osaka");
    }

    @Test
    @DisplayName("OR-04, API-06: orders come newest first by when they were placed, page by page, each once")
    void ordersComeNewestFirst() {
        CustomerId customer = customers.has("tokyo", null).id();
        for (String month : List.of("03", "01", "05", "02", "04")) {
            place(customer, "2020-" + month + "-01T00:00:00Z");
        }

        List<String> placed = new ArrayList<>();
        String cursor = null;
        do {
            var request = tokyo.request()
                    .queryParam("customerId", customer.toString())
                    .queryParam("limit", 2);
            if (cursor != null) {
                request.queryParam("cursor", cursor);
            }
            var page = request.get("/v1/orders").then().statusCode(200).extract();
            placed.addAll(page.path("items.placedAt"));
            cursor = page.path("next");
        } while (cursor != null);

        assertEquals(
                List.of("05", "04", "03", "02", "01"),
                placed.stream().map(time -> time.substring(5, 7)).toList());
    }

    @Test
    @DisplayName("OR-04: by date, from inclusive, to exclusive")
    void byDate() {
        CustomerId customer = customers.has("tokyo", null).id();
        String before = place(customer, "2019-12-31T23:59:59.999999Z");
        String first = place(customer, "2020-01-01T00:00:00Z");
        String last = place(customer, "2020-01-31T23:59:59.999999Z");
        String after = place(customer, "2020-02-01T00:00:00Z");

        List<String> january = tokyo.request()
                .queryParam("from", "2020-01-01T00:00:00Z")
                .queryParam("to", "2020-02-01T00:00:00Z")
                .queryParam("customerId", customer.toString())
                .get("/v1/orders")
                .then()
                .extract()
                .path("items.id");

        assertEquals(List.of(last, first), january);
        tokyo.get("/v1/orders?customerId=" + customer + "&to=2020-01-01T00:00:00Z")
                .body("items.id", equalTo(List.of(before)));
        tokyo.get("/v1/orders?customerId=" + customer + "&from=2020-02-01T00:00:00Z")
                .body("items.id", equalTo(List.of(after)));
        // Beyond the times that an id can hold
        tokyo.get("/v1/orders?customerId=" + customer + "&from=1900-01-01T00:00:00Z&to=9999-01-01T00:00:00Z")
                .body("items.id", equalTo(List.of(after, last, first, before)));
        tokyo.get("/v1/orders?customerId=" + customer + "&to=1900-01-01T00:00:00Z")
                .body("items.id", equalTo(List.of()));
    }

    @Test
    @DisplayName("OR-04: by number, external ref and state")
    void byNumberRefAndState() {
        CustomerId customer = customers.has("tokyo", null).id();
        String ref = UUID.randomUUID().toString();
        var paid = tokyo.post(
                        "orders",
                        Bodies.with(
                                Bodies.with(Bodies.order(customer), "externalRef", ref),
                                "payment",
                                Map.of("method", "CASH", "state", "PAID")))
                .extract();
        tokyo.post("orders", Bodies.order(customer)).statusCode(201);
        List<String> only = List.of(paid.<String>path("id"));

        tokyo.get("/v1/orders?number=" + paid.<String>path("number")).body("items.id", equalTo(only));
        tokyo.get("/v1/orders?externalRef=" + ref).body("items.id", equalTo(only));
        tokyo.get("/v1/orders?paymentState=PAID&customerId=" + customer).body("items.id", equalTo(only));
        tokyo.get("/v1/orders?type=RETURN&customerId=" + customer).body("items", empty());
        tokyo.get("/v1/orders?paymentState=NEVER").statusCode(400);
        tokyo.get("/v1/orders?customerId=nobody").statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({"orders, orders", "subscriptions, subscription"})
    @DisplayName(
            "OR-04, API-06: by attention, page by page, of one customer and of the shop; the cursor belongs to the filter")
    void byAttention(String kind, String table) {
        CustomerId customer = customers.has("tokyo", null).id();
        String list = "/v1/" + kind + "?customerId=" + customer;
        for (int i = 0; i < 5; i++) {
            tokyo.post(kind, Bodies.body(kind, customer)).statusCode(201).body("attention.required", equalTo(false));
        }
        List<String> ids = tokyo.get(list).body("items", hasSize(5)).extract().path("items.id");
        for (int marked : List.of(0, 2, 4)) {
            saga.requireAttention(table, ids.get(marked));
        }

        var first = tokyo.get(list + "&attention=true&limit=2")
                .body("items.id", equalTo(List.of(ids.get(0), ids.get(2))))
                .body("items[0].attention.required", equalTo(true))
                .extract();
        String cursor = first.path("next");

        tokyo.get(list + "&attention=true&limit=2&cursor=" + cursor)
                .body("items.id", equalTo(List.of(ids.get(4))))
                .body("next", nullValue());
        tokyo.get(list + "&attention=false&limit=2&cursor=" + cursor)
                .statusCode(400)
                .body("code", equalTo("cursor-invalid"));
        tokyo.get(list + "&attention=false").body("items.id", equalTo(List.of(ids.get(1), ids.get(3))));
        List<String> ofTheShop =
                tokyo.get("/v1/" + kind + "?attention=true&limit=500").extract().path("items.id");
        assertEquals(
                List.of(ids.get(0), ids.get(2), ids.get(4)),
                ofTheShop.stream().filter(ids::contains).toList());
        tokyo.get(list + "&attention=perhaps").statusCode(400).body("code", equalTo("invalid"));
    }

    @Test
    @DisplayName("OR-04: a list of several shops is one list, newest first")
    void severalShopsAreOneList() {
        CustomerId inTokyo = customers.has("tokyo", null).id();
        CustomerId inOsaka = customers.has("osaka", null).id();
        String oldest = place(inTokyo, "2031-01-01T00:00:00Z");
        String middle = osaka.post("orders", Bodies.with(Bodies.order(inOsaka), "placedAt", "2031-01-02T00:00:00Z"))
                .extract()
                .path("id");
        String newest = place(inTokyo, "2031-01-03T00:00:00Z");

        Storefront.of("tokyo", "osaka")
                .get("/v1/orders?from=2031-01-01T00:00:00Z")
                .body("items.id", equalTo(List.of(newest, middle, oldest)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions", "reviews", "inquiries"})
    @DisplayName("SEC-02, SEC-03: a record of another shop does not exist; without permission nothing does")
    void anotherShopSeesNothing(String kind) {
        CustomerId customer = customers.has("tokyo", null).id();
        Map<String, Object> body = Bodies.with(
                Bodies.body(kind, customer), "externalRef", UUID.randomUUID().toString());
        var mine = tokyo.post(kind, body).statusCode(201).extract();
        String path = "/v1/" + kind + "/" + mine.path("id");
        String list = "/v1/" + kind;

        osaka.get(path).statusCode(404).body("code", equalTo("not-found"));
        for (String query : List.of(
                "customerId=" + customer,
                "formerCustomerId=" + customer,
                "number=" + mine.path("number"),
                "externalRef=" + body.get("externalRef"),
                "shopId=tokyo")) {
            osaka.get(list + "?" + query).statusCode(200).body("items", empty());
        }
        tokyo.get(list + "?customerId=" + customer).body("items.id", hasItem(mine.<String>path("id")));

        Storefront reader = Storefront.with(TestTokens.mint("reader", List.of("tokyo"), List.of("orders:read")));
        reader.post(kind, body).statusCode(403).body("code", equalTo("forbidden"));
        Storefront writer = Storefront.with(TestTokens.mint("writer", List.of("tokyo"), List.of("orders:write")));
        writer.get(list).statusCode(403);
        writer.get(path).statusCode(403);
        Storefront.with(TestTokens.forged("tokyo")).get(path).statusCode(401);
        Storefront.with(TestTokens.mint(
                        "late",
                        List.of("tokyo"),
                        List.of("orders:read"),
                        Instant.now().minusSeconds(3600)))
                .get(path)
                .statusCode(401);
    }

    @Test
    @DisplayName("API-06: a cursor of another filter is refused")
    void aCursorOfAnotherFilterIsRefused() {
        CustomerId customer = customers.has("tokyo", null).id();
        place(customer, "2020-01-01T00:00:00Z");
        place(customer, "2020-01-02T00:00:00Z");
        String cursor =
                tokyo.get("/v1/orders?limit=1&customerId=" + customer).extract().path("next");

        tokyo.request()
                .queryParam("limit", 1)
                .queryParam("customerId", CustomerId.next().toString())
                .queryParam("cursor", cursor)
                .get("/v1/orders")
                .then()
                .statusCode(400)
                .body("code", equalTo("cursor-invalid"));
    }

    private String place(CustomerId customer, String placedAt) {
        return tokyo.post("orders", Bodies.with(Bodies.order(customer), "placedAt", placedAt))
                .statusCode(201)
                .extract()
                .path("id");
    }
}
