package io.mergesuite.merges.erasure;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.merges.ParticipantsSimulator.Manner;
import io.mergesuite.merges.ServiceUnderTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Erasures from the request to the end, with simulated participants who answer everything twice (API-11, hole 12). */
@QuarkusTest
class ErasuresIT extends ServiceUnderTest {

    @Test
    @DisplayName(
            "API-11: whatever id is named, the person is erased; reasons of its merges go, its claims are released")
    void erased() {
        var survivor = customers.individual(SHOP);
        var source = customers.individual(SHOP);
        merge(survivor, source).then().body("reason", equalTo("same person"));
        var former = customers.mergedInto(survivor);

        var erasure = erase(former.id()).then().statusCode(201);

        erasure.body("state", equalTo("COMPLETED"))
                .body("customerId", equalTo(survivor.id().toString()))
                .body("formerIds", contains(former.id().toString()))
                .body("error", nullValue())
                .body(
                        "steps.service",
                        contains("customer-service", "order-service", "lead-service", "blacklist-service"))
                .body("steps[1].erased.orders", equalTo(3));
        String id = erasure.extract().path("id");
        assertEquals(0, claims());
        caller().get("/v1/merges?customerId=" + survivor.id()).then().body("items[0].reason", nullValue());
        caller().get("/v1/erasures/" + id).then().statusCode(200).body("state", equalTo("COMPLETED"));
        for (KnownCustomer any : List.of(survivor, former)) {
            caller().get("/v1/erasures?customerId=" + any.id()).then().body("items.id", contains(id));
        }
        caller().get("/v1/erasures?state=REFUSED&customerId=" + survivor.id())
                .then()
                .body("items", hasSize(0));
    }

    @Test
    @DisplayName("Hole 12, SG-06: while an erasure lives no merge of any of its ids begins, and the other way round")
    void underTheSameClaims() {
        var survivor = customers.individual(SHOP);
        var former = customers.mergedInto(survivor);
        participants.deafToErasures(Participant.LEAD, true);
        String erasure = withKey(caller())
                .body(Map.of("customerId", former.id().toString()))
                .post("/v1/erasures")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        withKey(caller())
                .body(body(survivor.id(), List.of(customers.individual(SHOP).id())))
                .post("/v1/merges")
                .then()
                .statusCode(409)
                .body("code", equalTo("customer-in-erasure"))
                .body("erasureId", equalTo(erasure));
        erase(survivor.id())
                .then()
                .statusCode(409)
                .body("code", equalTo("customer-in-erasure"))
                .body("erasureId", equalTo(erasure));

        participants.deafToErasures(Participant.LEAD, false);
        await("who was silent is asked again", () -> "COMPLETED".equals(state(erasure)));
        assertEquals(0, claims());

        participants.everyone(MergeStep.PREPARE, Manner.DEAF);
        var held = customers.individual(SHOP);
        var merge = begin(held, customers.individual(SHOP));
        erase(held.id())
                .then()
                .statusCode(409)
                .body("code", equalTo("customer-in-merge"))
                .body("mergeId", equalTo(merge.toString()));
    }

    @Test
    @DisplayName("Hole 12: refused by customer-service it ends, changes nothing, asks nobody else, and lets go")
    void refused() {
        var customer = customers.individual(SHOP);
        participants.refuseErasures(Participant.CUSTOMER, "person-changed");

        erase(customer.id())
                .then()
                .statusCode(201)
                .body("state", equalTo("REFUSED"))
                .body("error.code", equalTo("person-changed"))
                .body("steps.service", contains("customer-service"));

        assertEquals(0, claims());
        participants.reset();
        erase(customer.id()).then().body("state", equalTo("COMPLETED"));
    }

    @Test
    @DisplayName("API-03, SEC-02, SEC-03: bad input, a missing permission and another shop's caller change nothing")
    void badInput() {
        var customer = customers.individual(SHOP);
        long before = count("SELECT count(*) FROM erasure");

        erase(CustomerId.next()).then().statusCode(422).body("code", equalTo("unknown-customer"));
        erase(customers.individual("osaka").id()).then().statusCode(422);
        problem(withKey(caller()).body(Map.of()).post("/v1/erasures"), 400, "/customerId");
        problem(
                withKey(caller())
                        .body(Map.of("customerId", customer.id().toString(), "reason", "x".repeat(501)))
                        .post("/v1/erasures"),
                400,
                "/reason");
        caller().body(Map.of("customerId", customer.id().toString()))
                .post("/v1/erasures")
                .then()
                .statusCode(400)
                .body("code", equalTo("idempotency-key-missing"));
        withKey(as(TestTokens.mint("clerk", List.of(SHOP), List.of("customers:merge"))))
                .body(Map.of("customerId", customer.id().toString()))
                .post("/v1/erasures")
                .then()
                .statusCode(403);
        customers.setDown(true);
        erase(customer.id()).then().statusCode(503);
        customers.setDown(false);
        assertEquals(before, count("SELECT count(*) FROM erasure"));

        String id = erase(customer.id()).then().extract().path("id");
        as(TestTokens.full("osaka")).get("/v1/erasures/" + id).then().statusCode(404);
        as(TestTokens.full("osaka"))
                .get("/v1/erasures?customerId=" + customer.id())
                .then()
                .body("items", hasSize(0));
    }

    private static ValidatableResponse problem(Response answer, int status, String pointer) {
        return answer.then().statusCode(status).body("errors.pointer", hasItem(pointer));
    }

    private static Response erase(CustomerId customer) {
        return withKey(caller())
                .header("Prefer", "wait=30")
                .body(Map.of("customerId", customer.toString(), "reason", "ticket 4711"))
                .post("/v1/erasures");
    }

    private static String state(String erasure) {
        return caller().get("/v1/erasures/" + erasure).path("state");
    }

    private long claims() {
        return count("SELECT count(*) FROM merge_claim c JOIN erasure e ON e.id = c.merge_id");
    }
}
