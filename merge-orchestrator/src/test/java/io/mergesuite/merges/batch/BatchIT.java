package io.mergesuite.merges.batch;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.merges.CustomerServiceSimulator;
import io.mergesuite.merges.ParticipantsSimulator.Manner;
import io.mergesuite.merges.ServiceUnderTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many merges by one request (CM-22, API-08). */
@QuarkusTest
class BatchIT extends ServiceUnderTest {

    @Test
    @DisplayName("CM-22, API-08 each group has its result line; what is wrong with one group stops no other")
    void results() {
        // Given
        var claimed = customers.individual(SHOP);
        participants.everyone(MergeStep.PREPARE, Manner.HOLD);
        var holder = begin(claimed, customers.individual(SHOP));
        await("all four to hold back", () -> participants.held() >= 4);
        participants.everyone(MergeStep.PREPARE, Manner.ANSWER);
        var survivor = customers.individual(SHOP);
        var groups = new ArrayList<Map<String, Object>>();
        groups.add(group(survivor, customers.individual(SHOP)));
        groups.add(body(customers.individual(SHOP).id(), List.of(CustomerId.next())));
        groups.add(group(customers.individual(SHOP), customers.mergedInto(survivor)));
        groups.add(group(customers.individual(SHOP), customers.company(SHOP)));
        groups.add(group(customers.individual(SHOP), claimed));
        groups.add(group(customers.individual(SHOP), customers.individual("osaka")));
        groups.add(Map.of(
                "customers",
                List.of(
                        Map.of("number", customers.individual(SHOP).number(), "survivor", true),
                        Map.of("number", customers.individual(SHOP).number()))));

        // When
        var id = post(groups);
        await(
                "the end",
                () -> "COMPLETED".equals(caller().get("/v1/merge-batches/" + id).path("state")));

        // Then
        var results = caller().get("/v1/merge-batches/" + id + "/results");
        assertEquals(
                List.of("COMPLETED", "REFUSED", "REFUSED", "REFUSED", "REFUSED", "REFUSED", "COMPLETED"),
                results.path("items.state"));
        assertEquals(
                Arrays.asList(
                        null,
                        "unknown-customer",
                        "customer-merged",
                        "kind-mismatch",
                        "customer-in-merge",
                        "unknown-customer",
                        null),
                results.path("items.code"));
        caller().get("/v1/merge-batches/" + id)
                .then()
                .body("progress.total", equalTo(7))
                .body("progress.waiting", equalTo(0))
                .body("progress.running", equalTo(0))
                .body("progress.completed", equalTo(2))
                .body("progress.refused", equalTo(5));
        // API-11: the reason of a refused group is nobody's, so that no erasure has to find it
        assertEquals(
                0,
                count("SELECT count(*) FROM merge_batch_group WHERE batch_id = '" + id
                        + "' AND code IS NOT NULL AND reason IS NOT NULL"));
        participants.release();
        await("the holder's end", () -> "COMPLETED".equals(state(holder)));
        assertEquals(0, count("SELECT count(*) FROM merge_claim"));
    }

    @Test
    @DisplayName("API-08 a malformed group, or a customer in two, refuses the whole and stores nothing")
    void wholeRefused() {
        long before = count("SELECT count(*) FROM merge_batch");
        var good = group(customers.individual(SHOP), customers.individual(SHOP));
        var twice = customers.individual(SHOP);

        refused(
                "customer-in-two-groups",
                List.of(good, group(twice, customers.individual(SHOP)), group(customers.individual(SHOP), twice)));
        refused("group-malformed", List.of(good, body(twice.id(), List.of())));
        refused("group-malformed", List.of(good, body(twice.id(), List.of(twice.id()))));
        refused("no-groups", List.of());
        var many = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < 10_001; i++) {
            many.add(Map.of(
                    "survivorId",
                    CustomerId.next().toString(),
                    "sourceIds",
                    List.of(CustomerId.next().toString())));
        }
        refused("too-many-groups", many);

        assertEquals(before, count("SELECT count(*) FROM merge_batch"));
    }

    @Test
    @DisplayName(
            "CM-22, API-08 a customer named once by id and once by number refuses the whole, in two groups or in one")
    void byIdAndByNumber() {
        long before = count("SELECT count(*) FROM merge_batch");
        var twice = customers.individual(SHOP);
        var byId = group(customers.individual(SHOP), twice);

        refused("customer-in-two-groups", List.of(byId, numbered(customers.individual(SHOP), twice)))
                .body("errors.pointer", equalTo(List.of("/groups/1/customers/1")))
                .body("customer", equalTo(twice.id().toString()));
        refused("customer-in-two-groups", List.of(numbered(twice, customers.individual(SHOP)), byId))
                .body("errors.pointer", equalTo(List.of("/groups/1/sourceIds/0")));
        refused(
                        "customer-in-two-groups",
                        List.of(group(twice, customers.individual(SHOP)), numbered(twice, customers.individual(SHOP))))
                .body("errors.pointer", equalTo(List.of("/groups/1/customers/0")));
        refused("group-malformed", List.of(both(customers.individual(SHOP))))
                .body("errors.pointer", equalTo(List.of("/groups/0/customers/1")))
                .body("errors.code", equalTo(List.of("survivor-among-sources")));

        assertEquals(before, count("SELECT count(*) FROM merge_batch"));
        assertEquals(0, count("SELECT count(*) FROM merge_claim"));
    }

    @Test
    @DisplayName("CM-22 more numbers than one question takes are asked for in several; two shops' numbers stay apart")
    void manyNumbers() {
        var twice = customers.individual(SHOP);
        var groups = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < 20; i++) {
            var many = new ArrayList<Map<String, Object>>();
            many.add(Map.of("number", "9" + i + "00000000", "survivor", true));
            for (int j = 1; j < 1_000; j++) {
                many.add(Map.of("number", "9" + i + (100_000_000 + j)));
            }
            groups.add(Map.of("customers", many));
        }
        groups.add(group(twice, customers.individual(SHOP)));
        groups.add(numbered(customers.individual(SHOP), twice));
        int calls = customers.calls();
        refused("customer-in-two-groups", groups)
                .body("customer", equalTo(twice.id().toString()));
        assertEquals(4, customers.calls() - calls, "one for the shop, three for 20,002 numbers");

        var foreign = customers.individual("osaka");
        var id = post(List.of(numbered(customers.individual(SHOP), foreign)));
        await(
                "the end",
                () -> "COMPLETED".equals(caller().get("/v1/merge-batches/" + id).path("state")));
        assertEquals(
                List.of("unknown-customer"),
                caller().get("/v1/merge-batches/" + id + "/results").path("items.code"));
    }

    @Test
    @DisplayName("API-08, SG-07 customer-service down: 503, nothing is stored, and the key is free again")
    void customerServiceDown() {
        long before = count("SELECT count(*) FROM merge_batch");
        String key = UUID.randomUUID().toString();
        var body = Map.of("groups", List.of(numbered(customers.individual(SHOP), customers.individual(SHOP))));
        customers.setDown(true);
        caller().header("Idempotency-Key", key)
                .body(body)
                .post("/v1/merge-batches")
                .then()
                .statusCode(503);
        assertEquals(before, count("SELECT count(*) FROM merge_batch"));
        customers.setDown(false);
        String first = caller().header("Idempotency-Key", key)
                .body(body)
                .post("/v1/merge-batches")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        caller().header("Idempotency-Key", key)
                .body(body)
                .post("/v1/merge-batches")
                .then()
                .statusCode(201)
                .body("id", equalTo(first));
    }

    @Test
    @DisplayName(
            "CM-22, SEC-03 a big batch runs in sets to its end; its results come page by page; other shops see nothing")
    void big() {
        int size = 2_500;
        var groups = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < size; i++) {
            groups.add(group(customers.individual(SHOP), customers.individual(SHOP)));
        }
        var id = post(groups);
        await(
                "the end",
                () -> "COMPLETED".equals(caller().get("/v1/merge-batches/" + id).path("state")));
        caller().get("/v1/merge-batches/" + id).then().body("progress.completed", equalTo(size));
        // Eight steps of 2,500 merges, in far fewer than 20,000 records.
        assertTrue(participants.sets() < size, participants.sets() + " records");

        var seen = new HashMap<Integer, String>();
        String cursor = null;
        do {
            var request = caller().queryParam("limit", 500);
            if (cursor != null) {
                request.queryParam("cursor", cursor);
            }
            var page = request.get("/v1/merge-batches/" + id + "/results");
            page.<List<Map<String, Object>>>path("items")
                    .forEach(item -> seen.put((Integer) item.get("group"), (String) item.get("state")));
            cursor = page.path("next");
        } while (cursor != null);
        assertEquals(size, seen.size());
        assertTrue(seen.values().stream().allMatch("COMPLETED"::equals));
        assertEquals(List.of(), participants.violations());

        var other = TestTokens.full("osaka");
        as(other).get("/v1/merge-batches/" + id).then().statusCode(404);
        as(other).get("/v1/merge-batches/" + id + "/results").then().statusCode(404);
        as(other).get("/v1/merge-batches/" + id + "/events").then().statusCode(404);
        String stream = caller().get("/v1/merge-batches/" + id + "/events").asString();
        assertTrue(stream.contains("event:end"), stream);
    }

    @Test
    @DisplayName(
            "API-06, SEC-03 batches are listed newest first, page by page, by state and shop; those of other shops are not there")
    void listed() {
        String shop = "kobe";
        String token = TestTokens.full(shop, SHOP);
        participants.everyone(MergeStep.PREPARE, Manner.HOLD);
        var ids = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            ids.addFirst(withKey(as(TestTokens.full(shop)))
                    .body(Map.of("groups", List.of(group(customers.individual(shop), customers.individual(shop)))))
                    .post("/v1/merge-batches")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id"));
        }
        String running = ids.getFirst();
        String url = "/v1/merge-batches?shopId=" + shop;
        assertEquals(ids, as(token).get(url).path("items.id"));
        assertEquals(ids, as(token).get(url + "&state=RUNNING").path("items.id"));
        assertEquals(List.of(), as(token).get(url + "&state=COMPLETED").path("items.id"));
        await("all to hold back", () -> participants.held() >= 4);
        participants.everyone(MergeStep.PREPARE, Manner.ANSWER);
        await("the ends", () -> {
            participants.release();
            return as(token).get(url + "&state=RUNNING").path("items.id").equals(List.of());
        });
        assertEquals(ids, as(token).get(url + "&state=COMPLETED").path("items.id"));

        var first = as(TestTokens.full(shop)).get("/v1/merge-batches?limit=2");
        assertEquals(ids.subList(0, 2), first.path("items.id"));
        assertTrue(first.header("Link").startsWith("</v1/merge-batches?"), first.header("Link"));
        String next = first.path("next");
        assertEquals(
                ids.subList(2, 3),
                as(TestTokens.full(shop))
                        .get("/v1/merge-batches?limit=2&cursor=" + next)
                        .path("items.id"));
        assertEquals(List.of(), caller().get(url).path("items.id"));
        assertTrue(caller().get("/v1/merge-batches").<List<String>>path("items.id").stream()
                .noneMatch(running::equals));
        caller().get("/v1/merge-batches?state=HALFWAY").then().statusCode(400).body("code", equalTo("invalid"));
        as(TestTokens.mint("tester", List.of(SHOP), List.of("orders:read")))
                .get("/v1/merge-batches")
                .then()
                .statusCode(403);
    }

    @Test
    @DisplayName("CM-22 a batch whose customers can't be asked for holds up no other")
    void heldUp() {
        customers.setRefused("osaka");
        String first = withKey(as(TestTokens.full("osaka")))
                .body(Map.of("groups", List.of(group(customers.individual("osaka"), customers.individual("osaka")))))
                .post("/v1/merge-batches")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        int calls = customers.calls();
        await("the first to be tried", () -> customers.calls() > calls);

        var second = post(List.of(group(customers.individual(SHOP), customers.individual(SHOP))));
        await(
                "the second's end",
                () -> "COMPLETED"
                        .equals(caller().get("/v1/merge-batches/" + second).path("state")));

        customers.setRefused(null);
        await(
                "the first's end",
                () -> "COMPLETED"
                        .equals(as(TestTokens.full("osaka"))
                                .get("/v1/merge-batches/" + first)
                                .path("state")));
    }

    @Test
    @DisplayName("CU-09 a batch for a shop that has not begun is refused as a whole, whatever the token says")
    void noSuchShop() {
        long before = count("SELECT count(*) FROM merge_batch");
        withKey(as(TestTokens.full(CustomerServiceSimulator.NO_SHOP)))
                .body(Map.of("groups", List.of(body(CustomerId.next(), List.of(CustomerId.next())))))
                .post("/v1/merge-batches")
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown-shop"))
                .body("errors.pointer", equalTo(List.of("/shopId")));
        assertEquals(before, count("SELECT count(*) FROM merge_batch"));
    }

    @Test
    @DisplayName("API-03, API-14 a number or a reason that is too long is named, and nothing is stored")
    void tooLong() {
        long before = count("SELECT count(*) FROM merge_batch");
        String number = "1".repeat(51);
        var customersByNumber = List.of(Map.of("number", number, "survivor", true), Map.of("number", "2"));

        withKey(caller())
                .body(Map.of("groups", List.of(Map.of("customers", customersByNumber))))
                .post("/v1/merge-batches")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/groups/0/customers/0/number"));
        withKey(caller())
                .body(Map.of("customers", customersByNumber))
                .post("/v1/merges")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/customers/0/number"));
        withKey(caller())
                .body(new HashMap<>(Map.of("groups", List.of(members(null)))))
                .post("/v1/merge-batches")
                .then()
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/groups/0/customers/1")));
        withKey(caller())
                .body("{\"groups\": [null]}")
                .post("/v1/merge-batches")
                .then()
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/groups/0")));
        var group = new HashMap<>(group(customers.individual(SHOP), customers.individual(SHOP)));
        group.put("reason", "x".repeat(2_001));
        withKey(caller())
                .body(Map.of("groups", List.of(group)))
                .post("/v1/merge-batches")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/groups/0/reason"));

        assertEquals(before, count("SELECT count(*) FROM merge_batch"));
    }

    @Test
    @DisplayName("API-04 a repeated batch is the same batch")
    void idempotent() {
        var body = Map.of("groups", List.of(group(customers.individual(SHOP), customers.individual(SHOP))));
        String key = UUID.randomUUID().toString();
        String first = caller().header("Idempotency-Key", key)
                .body(body)
                .post("/v1/merge-batches")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        caller().header("Idempotency-Key", key)
                .body(body)
                .post("/v1/merge-batches")
                .then()
                .statusCode(201)
                .body("id", equalTo(first));
        caller().body(body)
                .post("/v1/merge-batches")
                .then()
                .statusCode(400)
                .body("code", equalTo("idempotency-key-missing"));
    }

    @Test
    @DisplayName("SG-05 a merge whose commands fail does not hold up those that travel with it")
    void poison() {
        // Given: three merges that are asked everything together
        participants.everyone(MergeStep.PREPARE, Manner.HOLD);
        var id = post(List.of(
                group(customers.individual(SHOP), customers.individual(SHOP)),
                group(customers.individual(SHOP), customers.individual(SHOP)),
                group(customers.individual(SHOP), customers.individual(SHOP))));
        await("all four to hold back", () -> participants.held() >= 4);
        List<String> merges =
                caller().get("/v1/merge-batches/" + id + "/results").path("items.mergeId");

        // When: no participant can take what carries the second
        participants.poison(MergeId.of(merges.get(1)));
        participants.release();

        // Then
        await("the others' end", () -> states(id).equals(List.of("COMPLETED", "COMMITTED", "COMPLETED")));
        participants.reset();
        await("the end", () -> states(id).equals(List.of("COMPLETED", "COMPLETED", "COMPLETED")));
        assertEquals(List.of(), participants.violations());
    }

    /** The states of a batch's merges, those that live being due at once. */
    private List<String> states(String batch) {
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle().execute("UPDATE merge_work SET next_action_at = now()"));
        return caller().get("/v1/merge-batches/" + batch + "/results").path("items.state");
    }

    private String post(List<Map<String, Object>> groups) {
        return withKey(caller())
                .body(Map.of("shopId", SHOP, "groups", groups))
                .post("/v1/merge-batches")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private Map<String, Object> members(Map<String, Object> source) {
        return Map.of(
                "customers",
                Arrays.asList(Map.of("id", customers.individual(SHOP).id().toString(), "survivor", true), source));
    }

    private static Map<String, Object> numbered(KnownCustomer survivor, KnownCustomer source) {
        return Map.of(
                "customers",
                List.of(Map.of("number", survivor.number(), "survivor", true), Map.of("number", source.number())));
    }

    /** One customer as survivor by id and as source by number. */
    private static Map<String, Object> both(KnownCustomer customer) {
        return Map.of(
                "customers",
                List.of(Map.of("id", customer.id().toString(), "survivor", true), Map.of("number", customer.number())));
    }

    private static ValidatableResponse refused(String code, List<Map<String, Object>> groups) {
        return withKey(caller())
                .body(Map.of("shopId", SHOP, "groups", groups))
                .post("/v1/merge-batches")
                .then()
                .statusCode(422)
                .body("code", equalTo(code));
    }

    private static Map<String, Object> group(KnownCustomer survivor, KnownCustomer source) {
        Map<String, Object> group = new HashMap<>(body(survivor.id(), List.of(source.id())));
        group.put("reason", "both are Hanako");
        return group;
    }
}
