package io.mergesuite.orders;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.messaging.Db;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PATCH} of orders, subscriptions, reviews and inquiries: JSON merge patches on the version that was read (API-05). */
@QuarkusTest
@OnTheStack
class ChangingRecordsIT {

    /** Who waits for a lock must not keep the next from starting: the common pool may have one thread only. */
    private static final Executor OWN_THREAD = work -> Thread.ofPlatform().start(work);

    private static final String TOKYO = "tokyo";

    @Inject
    SagaDriver saga;

    @Inject
    Db db;

    private final Storefront tokyo = Storefront.of(TOKYO);
    private CustomerId customer;

    @BeforeEach
    void open() {
        saga.open(TOKYO);
        customer = customer();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("orders", Map.of("payment", Map.of("state", "PAID")), "payment.state", "PAID"),
                Arguments.of("subscriptions", Map.of("status", "PAUSED"), "status", "PAUSED"),
                Arguments.of("subscriptions", Map.of("nextDeliveryOn", "2027-02-28"), "nextDeliveryOn", "2027-02-28"),
                Arguments.of("subscriptions", Map.of("cycle", Map.of("every", 3)), "cycle.every", 3),
                Arguments.of(
                        "subscriptions", Map.of("orderer", Map.of("address", "渋谷 1-2")), "orderer.address", "渋谷 1-2"),
                Arguments.of("reviews", Map.of("status", "PUBLISHED"), "status", "PUBLISHED"),
                Arguments.of("reviews", Map.of("reviewer", Map.of("nickname", "green")), "reviewer.nickname", "green"),
                Arguments.of("inquiries", Map.of("staff", "Ito"), "staff", "Ito"),
                Arguments.of("inquiries", Map.of("customer", Map.of("phone", "03-1")), "customer.phone", "03-1"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    @DisplayName("API-05: a patch changes what it names, member by member, and nothing else; the record has a new tag")
    void aPatchChangesWhatItNames(String kind, Map<String, Object> patch, String path, Object value) {
        String id = store(kind);
        Map<String, Object> before = shown(kind, id);

        patch(kind, id, "\"1\"", patch).statusCode(200).header("ETag", "\"2\"").body(path, equalTo(value));

        Map<String, Object> after = shown(kind, id);
        assertEquals(value, from(after, path));
        assertEquals(2, after.get("version"));
        assertEquals(without(before, path), without(after, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions", "reviews", "inquiries"})
    @DisplayName("API-05: a patch that changes nothing leaves the version as it is")
    void nothingIsNoChange(String kind) {
        String id = store(kind);
        Map<String, Object> before = shown(kind, id);

        patch(kind, id, "\"1\"", Map.of()).statusCode(200).header("ETag", "\"1\"");
        patch(kind, id, "\"1\"", Map.of("customerId", customer.toString(), "shopId", TOKYO))
                .statusCode(200)
                .header("ETag", "\"1\"");

        assertEquals(before, shown(kind, id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions", "reviews", "inquiries"})
    @DisplayName("API-05, API-11: without If-Match 428, on another version 412, in no shop of the caller 404")
    void onWhatWasRead(String kind) {
        String id = store(kind);
        Map<String, Object> before = shown(kind, id);

        tokyo.request()
                .body(Map.of())
                .patch("/v1/" + kind + "/" + id)
                .then()
                .statusCode(428)
                .body("code", equalTo("precondition-required"));
        patch(kind, id, "\"7\"", Map.of()).statusCode(412).body("code", equalTo("precondition-failed"));
        patch(kind, UUID.randomUUID().toString(), "*", Map.of()).statusCode(404).body("code", equalTo("not-found"));
        Storefront.of("osaka")
                .request()
                .header("If-Match", "\"1\"")
                .body(Map.of())
                .patch("/v1/" + kind + "/" + id)
                .then()
                .statusCode(404);

        assertEquals(before, shown(kind, id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions", "reviews", "inquiries"})
    @DisplayName("CM-05: whose a record is, and what it came as, no patch changes; each refused field is named")
    void whatARecordCameAsStays(String kind) {
        String id = store(kind);
        Map<String, Object> before = shown(kind, id);

        patch(
                        kind,
                        id,
                        "\"1\"",
                        Map.of("customerId", customer().toString(), "shopId", "osaka", "externalRef", "another"))
                .statusCode(422)
                .body("code", equalTo("not-changeable"))
                .body("errors.pointer", containsInAnyOrder("/customerId", "/shopId", "/externalRef"));
        patch(kind, id, "\"1\"", Map.of("customerNumber", "1"))
                .statusCode(422)
                .body("errors.pointer", hasItem("/customerNumber"));

        assertEquals(before, shown(kind, id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"placedAt", "currency", "orderer", "billing", "lines", "adjustments", "total", "subscriptionId"})
    @DisplayName("CM-05, OR-01: what was ordered, by whom and from what stays as it came")
    void anOrderStaysWhatItWas(String field) {
        String id = store("orders");
        Object other = switch (field) {
            case "placedAt" -> "2026-11-02T09:30:00Z";
            case "currency" -> "EUR";
            case "orderer", "billing" -> Map.of("familyName", "another");
            case "lines" -> List.of(Map.of("sku", "TEA-9", "name", "x", "quantity", 1, "unitPrice", 1));
            case "adjustments" -> List.of();
            case "total" -> 1;
            default -> UUID.randomUUID().toString();
        };

        patch("orders", id, "\"1\"", Map.of(field, other))
                .statusCode(422)
                .body("code", equalTo("not-changeable"))
                .body("errors.pointer", equalTo(List.of("/" + field)));
    }

    static Stream<Arguments> wrong() {
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("rating", null);
        return Stream.of(
                Arguments.of("orders", Map.of("payment", Map.of("state", "GONE")), "/payment/state"),
                Arguments.of("orders", Map.of("payment", 1), "/payment"),
                Arguments.of("orders", Map.of("hold", "NONE"), "/hold"),
                Arguments.of("subscriptions", Map.of("cycle", Map.of("every", 0)), "/cycle/every"),
                Arguments.of("subscriptions", Map.of("total", 1), "/total"),
                Arguments.of("subscriptions", Map.of("lines", List.of()), "/lines"),
                Arguments.of("reviews", Map.of("rating", 6), "/rating"),
                Arguments.of("reviews", nothing, "/rating"),
                Arguments.of("inquiries", Map.of("messages", List.of(Map.of("from", "Ito"))), "/messages/0/text"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    @DisplayName(
            "API-03: what is wrong in the record as it would be is named, by the codes of a POST, and nothing changes")
    void aWrongValueIsNamed(String kind, Map<String, Object> patch, String pointer) {
        String id = store(kind);
        Map<String, Object> before = shown(kind, id);

        patch(kind, id, "\"1\"", patch).statusCode(400).body("errors.pointer", hasItem(pointer));

        assertEquals(before, shown(kind, id));
    }

    @Test
    @DisplayName("API-03: a patch is an object")
    void aPatchIsAnObject() {
        tokyo.request()
                .header("If-Match", "*")
                .body("[]")
                .patch("/v1/orders/" + store("orders"))
                .then()
                .statusCode(400)
                .body("errors.detail", equalTo(List.of("must be an object")));
    }

    @Test
    @DisplayName("OR-02: a subscription's total follows its lines; null takes a field away")
    void aTotalFollowsTheLines() {
        String id = store("subscriptions");
        Map<String, Object> patch = new HashMap<>();
        patch.put("lines", List.of(Map.of("sku", "TEA-1", "name", "緑茶", "quantity", 3, "unitPrice", 1000)));
        patch.put("adjustments", null);
        patch.put("orderer", null);

        patch("subscriptions", id, "\"1\"", patch)
                .statusCode(200)
                .body("total", equalTo(3000))
                .body("lines", equalTo(patch.get("lines")))
                .body("orderer", nullValue());
    }

    @Test
    @DisplayName("OR-02: a payment token stays with its method, and does not pass to another one")
    void aTokenStaysWithItsMethod() {
        String id = tokyo.post(
                        "subscriptions",
                        Bodies.with(
                                Bodies.subscription(customer),
                                "payment",
                                Map.of("method", "AMAZON_PAY", "token", "tok_amazon")))
                .statusCode(201)
                .extract()
                .path("id");

        patch("subscriptions", id, "\"1\"", Map.of("status", "PAUSED")).statusCode(200);
        assertEquals("tok_amazon", token(id));
        patch("subscriptions", id, "\"2\"", Map.of("payment", Map.of("method", "PAIDY", "token", "tok_paidy")))
                .statusCode(200);
        assertEquals("tok_paidy", token(id));
        patch("subscriptions", id, "\"3\"", Map.of("payment", Map.of("method", "CREDIT_CARD")))
                .statusCode(200);
        assertEquals("", token(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions", "reviews", "inquiries"})
    @DisplayName(
            "CM-05, API-05: a change that meets a merge at its commit waits for it, and finds the record moved: 412")
    void aChangeThatMeetsAMerge(String kind) {
        CustomerId survivor = customer();
        String id = store(kind);
        MergeCommand merge = saga.merge(
                TOKYO,
                new SurvivorDetails(7, "final", "花子", null, null, null, "final@example.jp", null, null, null),
                survivor,
                customer);
        saga.prepare(merge);
        AtomicReference<CompletableFuture<Integer>> change = new AtomicReference<>();

        saga.step(MergeStep.REASSIGN, merge, () -> {
            change.set(CompletableFuture.supplyAsync(
                    () -> patch(kind, id, "\"1\"", Map.of()).extract().statusCode(), OWN_THREAD));
            Await.until("the change waits for the merge", () -> saga.waiting() == 1);
        });

        assertEquals(412, change.get().join());
        tokyo.get("/v1/" + kind + "/" + id)
                .body("customerId", equalTo(survivor.toString()))
                .body("version", equalTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "subscriptions", "reviews", "inquiries"})
    @DisplayName(
            "API-11, hole 12: a change that meets an erasure waits for it, and is refused; an order's payment goes on, which is nobody's value")
    void aChangeThatMeetsAnErasure(String kind) {
        String id = store(kind);
        Map<String, Object> before = shown(kind, id);
        AtomicReference<CompletableFuture<ValidatableResponse>> change = new AtomicReference<>();

        QuarkusTransaction.requiringNew().timeout(60).run(() -> {
            db.handle()
                    .createUpdate("UPDATE customer_reference SET erased = true WHERE id = :id")
                    .bind("id", customer)
                    .execute();
            Map<String, Object> patch =
                    kind.equals("orders") ? Map.of("payment", Map.of("state", "REFUNDED")) : Map.of();
            change.set(CompletableFuture.supplyAsync(() -> patch(kind, id, "*", patch), OWN_THREAD));
            Await.until("the change waits for the erasure", () -> saga.waiting() == 1);
        });

        if (kind.equals("orders")) {
            change.get().join().statusCode(200).body("payment.state", equalTo("REFUNDED"));
        } else {
            change.get().join().statusCode(422).body("code", equalTo("customer-erased"));
            assertEquals(before, shown(kind, id));
        }
    }

    @Test
    @DisplayName("API-05: a changed order's facts stay as they are: whose it is has not changed")
    void aChangedOrderMovesNoFacts() {
        String id = store("orders");
        QuarkusTransaction.requiringNew().run(() -> db.handle().execute("DELETE FROM order_facts_due"));

        patch("orders", id, "\"1\"", Map.of("payment", Map.of("state", "PAID"))).statusCode(200);

        assertEquals(
                List.of(),
                db.read(handle -> handle.createQuery("SELECT seq FROM order_facts_due WHERE customer_id = :id")
                        .bind("id", customer)
                        .mapTo(Long.class)
                        .list()));
    }

    private CustomerId customer() {
        return CustomerServiceSimulator.running().has(TOKYO, null).id();
    }

    private String store(String kind) {
        return tokyo.post(kind, Bodies.body(kind, customer))
                .statusCode(201)
                .extract()
                .path("id");
    }

    private Map<String, Object> shown(String kind, String id) {
        return tokyo.get("/v1/" + kind + "/" + id).statusCode(200).extract().path("$");
    }

    private ValidatableResponse patch(String kind, String id, String tag, Map<String, ?> patch) {
        return tokyo.request()
                .contentType("application/merge-patch+json; charset=UTF-8")
                .header("If-Match", tag)
                .body(patch)
                .patch("/v1/" + kind + "/" + id)
                .then();
    }

    private String token(String id) {
        return db.read(
                handle -> handle.createQuery("SELECT coalesce(payment_token, '') FROM subscription WHERE id = :id")
                        .bind("id", UUID.fromString(id))
                        .mapTo(String.class)
                        .one());
    }

    private static Object from(Map<String, Object> shown, String path) {
        Object value = shown;
        for (String name : path.split("\\.", -1)) {
            value = ((Map<?, ?>) value).get(name);
        }
        return value;
    }

    /** The record without what a change of the path changes. */
    private static Map<String, Object> without(Map<String, Object> shown, String path) {
        Map<String, Object> rest = new HashMap<>(shown);
        List.of("version", "updatedAt").forEach(rest::remove);
        String[] names = path.split("\\.", -1);
        if (names.length == 1) {
            rest.remove(path);
        } else {
            Map<Object, Object> part = new HashMap<>((Map<?, ?>) rest.get(names[0]));
            part.remove(names[1]);
            rest.put(names[0], part);
        }
        return rest;
    }
}
