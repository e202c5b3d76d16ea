package io.mergesuite.merges.merge;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.merges.ParticipantsSimulator.Manner;
import io.mergesuite.merges.ServiceUnderTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a caller may ask and see; whatever is refused changes nothing. */
@QuarkusTest
class AskingForMergesIT extends ServiceUnderTest {

    @Test
    @DisplayName("CM-01, CM-02, CM-03, CM-11, CM-24 what can be known at once is refused at once, each with its code")
    void badInput() {
        var survivor = customers.individual(SHOP);
        var source = customers.individual(SHOP);
        var company = customers.company(SHOP);
        var foreign = customers.individual("osaka");
        var gone = customers.mergedInto(survivor);
        var former = customers.formerSurvivor(SHOP);
        long before = count("SELECT count(*) FROM merge");

        refused(422, "unknown-customer", body(survivor.id(), List.of(CustomerId.next())));
        refused(422, "unknown-customer", body(survivor.id(), List.of(foreign.id())));
        refused(422, "duplicate-customer", body(survivor.id(), List.of(source.id(), source.id())));
        refused(422, "survivor-among-sources", body(survivor.id(), List.of(survivor.id())));
        refused(422, "no-source", body(survivor.id(), List.of()));
        refused(422, "no-survivor", Map.of("sourceIds", List.of(source.id().toString())));
        refused(422, "kind-mismatch", body(survivor.id(), List.of(company.id())));
        refused(422, "survivor-as-source", body(survivor.id(), List.of(former.id())))
                .body("customerId", equalTo(former.id().toString()))
                .body("errors.pointer", equalTo(List.of("/sourceIds/0")));
        refused(409, "customer-merged", body(source.id(), List.of(gone.id())))
                .body("mergedInto", equalTo(survivor.id().toString()));
        refused(409, "customer-merged", body(gone.id(), List.of(source.id())))
                .body("errors.pointer", equalTo(List.of("/survivorId")));
        refused(
                422,
                "too-many-sources",
                body(
                        survivor.id(),
                        Stream.generate(CustomerId::next).limit(1_001).toList()));
        refused(
                400,
                "both-forms",
                Map.of(
                        "survivorId", survivor.id().toString(),
                        "sourceIds", List.of(source.id().toString()),
                        "customers", List.of(Map.of("id", source.id().toString(), "survivor", true))));
        refused(422, "several-survivors", customers(marked(survivor), marked(source)));
        refused(422, "no-survivor", customers(Map.of("number", survivor.number()), Map.of("number", source.number())));
        // The same customer by id and by number
        refused(
                422,
                "duplicate-customer",
                customers(
                        marked(survivor),
                        Map.of("number", source.number()),
                        Map.of("id", source.id().toString())));
        refused(422, "unknown-customer", customers(marked(survivor), Map.of("number", "999999999")))
                .body("errors.pointer", equalTo(List.of("/customers/1")));
        refused(400, "invalid", customers(marked(survivor), Map.of()))
                .body("errors.pointer", equalTo(List.of("/customers/1/id")));
        refused(400, "invalid", customers(marked(survivor), Map.of("number", " ")))
                .body("errors.pointer", equalTo(List.of("/customers/1/id")));
        refused(400, "invalid", customers(marked(survivor), Map.of("number", "1".repeat((1 << 20) - 1_000))))
                .body("errors.pointer", equalTo(List.of("/customers/1/number")))
                .body("errors.code", equalTo(List.of("wrong-length")));
        withKey(caller())
                .body("{\"customers\": [{\"id\": \"%s\", \"survivor\": true}, null]}".formatted(survivor.id()))
                .post("/v1/merges")
                .then()
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/customers/1")));
        refused(
                        400,
                        "invalid",
                        customers(marked(survivor), Map.of("id", source.id().toString(), "number", source.number())))
                .body("errors.pointer", equalTo(List.of("/customers/1/number")));
        refused(
                422,
                "plan-not-supported",
                Map.of(
                        "survivorId", survivor.id().toString(),
                        "sourceIds", List.of(source.id().toString()),
                        "planId", UUID.randomUUID().toString()));
        refused(
                400,
                "invalid",
                Map.of("survivorId", "no-uuid", "sourceIds", List.of(source.id().toString())));
        refused(400, "invalid", Map.of("survivorId", survivor.id().toString(), "sourceIds", "one"));
        refused(400, "unknown-field", Map.of("survivor", survivor.id().toString()));
        withKey(caller())
                .body("{no json")
                .post("/v1/merges")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed-json"));
        withKey(caller()).body("x".repeat(2 << 20)).post("/v1/merges").then().statusCode(413);

        assertEquals(before, count("SELECT count(*) FROM merge"));
        assertEquals(
                0,
                count("SELECT count(*) FROM merge_claim WHERE customer_id IN ('%s', '%s')"
                        .formatted(survivor.id(), source.id())));
    }

    @Test
    @DisplayName(
            "CM-01, API-14 a text that is no number names nobody, and is not asked for: 1,001 of the longest fit in a call")
    void notNumbers() {
        int calls = customers.calls();
        var members = new ArrayList<Object>();
        for (int i = 0; i < 1_001; i++) {
            // As JSON each takes 6 bytes for a character.
            members.add(Map.of("number", "\u0001".repeat(46) + (1_000 + i), "survivor", i == 0));
        }
        refused(422, "unknown-customer", customers(members.toArray()));
        assertEquals(calls, customers.calls());
    }

    @Test
    @DisplayName("CM-25 not yet: customers of two of the caller's shops are a shop-mismatch")
    void twoShops() {
        var body = body(
                customers.individual(SHOP).id(),
                List.of(customers.individual("osaka").id()));
        withKey(as(TestTokens.full(SHOP, "osaka")))
                .body(body)
                .post("/v1/merges")
                .then()
                .statusCode(422)
                .body("code", equalTo("shop-mismatch"));
    }

    @Test
    @DisplayName("CM-04 merging needs customers:merge, looking needs customers:read")
    void permissions() {
        var body = body(
                customers.individual(SHOP).id(),
                List.of(customers.individual(SHOP).id()));
        var reader = TestTokens.mint("reader", List.of(SHOP), List.of("customers:read"));
        withKey(as(reader)).body(body).post("/v1/merges").then().statusCode(403);
        var merger = TestTokens.mint("merger", List.of(SHOP), List.of("customers:merge"));
        as(merger).get("/v1/merges").then().statusCode(403);
        as(TestTokens.forged(SHOP)).get("/v1/merges").then().statusCode(401);
    }

    @Test
    @DisplayName("SG-07, API-04 the same key gives the same merge; another body is refused; no key is refused")
    void idempotent() {
        var body = body(
                customers.individual(SHOP).id(),
                List.of(customers.individual(SHOP).id()));
        String key = UUID.randomUUID().toString();
        var first = caller().header("Idempotency-Key", key)
                .header("Prefer", "wait=30")
                .body(body)
                .post("/v1/merges");
        first.then().statusCode(201).body("state", equalTo("COMPLETED"));
        caller().header("Idempotency-Key", key)
                .body(body)
                .post("/v1/merges")
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .body("id", equalTo(first.path("id")))
                .body("state", equalTo("COMPLETED"));
        caller().header("Idempotency-Key", key)
                .body(body(
                        customers.individual(SHOP).id(),
                        List.of(customers.individual(SHOP).id())))
                .post("/v1/merges")
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency-key-reused"));
        caller().body(body).post("/v1/merges").then().statusCode(400).body("code", equalTo("idempotency-key-missing"));
    }

    @Test
    @DisplayName(
            "SG-07, SEC-03 the same key gives the same merge whatever other shops the token knows, and nothing without its shop")
    void otherShopsInToken() {
        var body = body(
                customers.individual(SHOP).id(),
                List.of(customers.individual(SHOP).id()));
        String key = UUID.randomUUID().toString();
        String first = asked(key, body, SHOP).statusCode(201).extract().path("id");
        await("the end", () -> "COMPLETED".equals(state(MergeId.of(first))));

        asked(key, body, SHOP, "osaka")
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .body("id", equalTo(first));
        asked(key, body, "osaka").statusCode(422).body("code", equalTo("unknown-customer"));
        assertEquals(1, count("SELECT count(*) FROM merge WHERE survivor_id = ?", CustomerId.of((String)
                body.get("survivorId"))));
    }

    private static ValidatableResponse asked(String key, Map<String, Object> body, String... shops) {
        return as(TestTokens.full(shops))
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/merges")
                .then();
    }

    @Test
    @DisplayName("SG-06 of two merges that share a customer one wins, the other is told which")
    void overlapping() {
        var one = customers.individual(SHOP);
        var two = customers.individual(SHOP);
        participants.everyone(MergeStep.PREPARE, Manner.HOLD);
        var winner = begin(one, two);
        withKey(caller())
                .body(body(two.id(), List.of(one.id())))
                .post("/v1/merges")
                .then()
                .statusCode(409)
                .body("code", equalTo("customer-in-merge"))
                .body("mergeId", equalTo(winner.toString()));
        await("all to be held", () -> participants.held() >= 4);
        participants.reset();
        await("the end", () -> "COMPLETED".equals(state(winner)));
    }

    @Test
    @DisplayName("SG-06 opposite merges asked for at the same instant: exactly one is opened")
    void opposite() throws Exception {
        participants.everyone(MergeStep.PREPARE, Manner.HOLD);
        for (int round = 0; round < 10; round++) {
            var one = customers.individual(SHOP);
            var two = customers.individual(SHOP);
            List<Callable<Integer>> both = List.of(() -> ask(one, two), () -> ask(two, one));
            try (var threads = Executors.newFixedThreadPool(2)) {
                var statuses = new ArrayList<Integer>();
                for (var answer : threads.invokeAll(both)) {
                    statuses.add(answer.get());
                }
                assertEquals(List.of(201, 409), statuses.stream().sorted().toList());
            }
        }
        participants.reset();
    }

    @Test
    @DisplayName("SG-06 claims are taken in the order of ids, so that two merges never wait for each other")
    void claimsInOrder() {
        var both = Stream.of(customers.individual(SHOP), customers.individual(SHOP))
                .sorted(Comparator.comparing(KnownCustomer::id))
                .toList();
        CompletableFuture<Integer> asked;
        QuarkusTransaction.begin();
        try {
            claim(both.getFirst());
            asked = CompletableFuture.supplyAsync(() -> ask(both.getLast(), both.getFirst()));
            await("the merge to wait for the lower one", () -> waiting() == 1);
            QuarkusTransaction.requiringNew().run(() -> {
                db.handle().execute("SET LOCAL lock_timeout = '2s'");
                claim(both.getLast());
                db.handle()
                        .execute(
                                "DELETE FROM merge_claim WHERE customer_id = ?",
                                both.getLast().id());
            });
        } finally {
            QuarkusTransaction.rollback();
        }
        assertEquals(201, asked.join());
    }

    private void claim(KnownCustomer customer) {
        db.handle()
                .execute(
                        "INSERT INTO merge_claim (customer_id, merge_id) VALUES (?, ?)", customer.id(), MergeId.next());
    }

    private long waiting() {
        return QuarkusTransaction.requiringNew().call(() -> count("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ILIKE '%merge_claim%'"""));
    }

    @Test
    @DisplayName("API-08 customer-service down: 503, and nothing is stored; the key is free again")
    void customerServiceDown() {
        var body = body(
                customers.individual(SHOP).id(),
                List.of(customers.individual(SHOP).id()));
        String key = UUID.randomUUID().toString();
        long before = count("SELECT count(*) FROM merge");
        customers.setDown(true);
        caller().header("Idempotency-Key", key)
                .body(body)
                .post("/v1/merges")
                .then()
                .statusCode(503);
        assertEquals(before, count("SELECT count(*) FROM merge"));
        customers.setDown(false);
        caller().header("Idempotency-Key", key)
                .body(body)
                .post("/v1/merges")
                .then()
                .statusCode(201);
    }

    @Test
    @DisplayName("SEC-03 a merge of another shop does not exist")
    void anotherShop() {
        var id = MergeId.of(
                merge(customers.individual(SHOP), customers.individual(SHOP)).path("id"));
        var other = TestTokens.full("osaka");
        as(other).get("/v1/merges/" + id).then().statusCode(404).body("code", equalTo("not-found"));
        as(other).get("/v1/merges/" + id + "/events").then().statusCode(404);
        as(other).get("/v1/merges").then().statusCode(200).body("items.findAll { it.shopId == 'tokyo' }", hasSize(0));
        as(other).get("/v1/merges?shopId=tokyo").then().statusCode(200).body("items", hasSize(0));
    }

    @Test
    @DisplayName("CM-21 merges are found by any id ever involved, by state, page by page")
    void listed() {
        var a = customers.individual(SHOP);
        var b = customers.individual(SHOP);
        var first = merge(a, b).<String>path("id");
        var c = customers.individual(SHOP);
        var second = merge(a, c).<String>path("id");

        caller().get("/v1/merges?customerId=" + b.id()).then().body("items.id", contains(first));
        caller().get("/v1/merges?customerId=" + a.id()).then().body("items.id", contains(second, first));
        caller().get("/v1/merges?customerId=" + a.id() + "&state=ABORTED")
                .then()
                .body("items", hasSize(0));
        caller().get("/v1/merges?customerId=" + a.id() + "&state=RETIRING")
                .then()
                .body("items", hasSize(0));
        var page = caller().get("/v1/merges?limit=1&customerId=" + a.id());
        page.then().body("items.id", contains(second));
        String next = page.path("next");
        caller().queryParam("limit", 1)
                .queryParam("customerId", a.id().toString())
                .queryParam("cursor", next)
                .get("/v1/merges")
                .then()
                .body("items.id", contains(first));
        caller().queryParam("customerId", b.id().toString())
                .queryParam("cursor", next)
                .get("/v1/merges")
                .then()
                .statusCode(400)
                .body("code", equalTo("cursor-invalid"));
        caller().get("/v1/merges?state=NONSENSE").then().statusCode(400);
        caller().get("/v1/merges/no-uuid").then().statusCode(400);
        caller().get("/v1/merges/" + UUID.randomUUID()).then().statusCode(404);
    }

    @Test
    @DisplayName("API-07 a merge can be watched to its end")
    void watched() {
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        String stream = caller().get("/v1/merges/" + id + "/events").asString();
        assertTrue(stream.contains("event:merge"), stream);
        assertTrue(stream.contains("COMPLETED"), stream);
        assertTrue(stream.contains("event:end"), stream);
        caller().header("Last-Event-ID", "1")
                .get("/v1/merges/" + id + "/events")
                .then()
                .body(containsString("event:end"));
    }

    private int ask(KnownCustomer survivor, KnownCustomer source) {
        return withKey(caller())
                .body(body(survivor.id(), List.of(source.id())))
                .post("/v1/merges")
                .statusCode();
    }

    private static ValidatableResponse refused(int status, String code, Object body) {
        return withKey(caller())
                .body(body)
                .post("/v1/merges")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("errors", hasSize(greaterThan(0)));
    }

    private static Map<String, Object> marked(KnownCustomer customer) {
        return Map.of("id", customer.id().toString(), "survivor", true);
    }

    private static Map<String, Object> customers(Object... members) {
        return Map.of("customers", List.of(members));
    }
}
