package io.mergesuite.merges.webhook;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.CustomerMerged;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.topic.Topics;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.merges.CustomerServiceSimulator;
import io.mergesuite.merges.ParticipantsSimulator.Manner;
import io.mergesuite.merges.ServiceUnderTest;
import io.mergesuite.merges.merge.Merge;
import io.mergesuite.merges.merge.MergeState;
import io.mergesuite.merges.merge.MergesEnded;
import io.mergesuite.merges.webhook.Receiver.Received;
import io.mergesuite.messaging.OutgoingMessage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Webhooks against a receiver that verifies, fails, is silent, redirects, has gone (API-12). */
@QuarkusTest
class WebhooksIT extends ServiceUnderTest {

    private static final String PATH = "/v1/webhooks";

    @Inject
    ObjectMapper json;

    @Inject
    Deliveries deliveries;

    @Inject
    Event<MergesEnded> ended;

    private Receiver receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void close() {
        QuarkusTransaction.requiringNew().run(() -> db.handle().execute("DELETE FROM webhook"));
        receiver.close();
    }

    @Test
    @DisplayName(
            "API-12, CM-21, CM-23 a merge is told once, signed, with ids and counts alone, and says that a merge caused it")
    void told() throws Exception {
        var made = make(Map.of());
        var survivor = customers.individual(SHOP);
        var source = customers.individual(SHOP);
        var merge = merge(survivor, source).then().statusCode(201).extract().<String>path("id");

        awaitState(made.id(), merge, "DELIVERED");
        assertEquals(1, receiver.received().size());
        var came = receiver.received().getFirst();
        assertEquals("/hook?a=1", came.path());
        assertEquals("application/cloudevents+json", came.type());
        assertEquals(merge, came.id());
        assertVerified(came, made.secret());
        JsonNode event = json.readTree(came.body());
        assertEquals("customer.merged.v1", event.path("type").asText());
        assertEquals("MERGE", event.path("cause").asText());
        assertEquals(merge, event.path("id").asText());
        assertEquals(merge, event.path("data").path("mergeId").asText());
        assertEquals(
                survivor.id().toString(), event.path("data").path("survivorId").asText());
        // API-11: there is nothing in it that an erasure would have to take away
        assertEquals(
                Set.of("mergeId", "shopId", "survivorId", "sourceIds", "moved", "completedAt"),
                names(event.path("data")));
        assertEquals(
                Set.of("specversion", "id", "source", "type", "time", "datacontenttype", "cause", "data"),
                names(event));
        caller().get(PATH + "/" + made.id() + "/deliveries?state=DELIVERED")
                .then()
                .body("items[0].id", equalTo(merge))
                .body("items[0].event", equalTo("customer.merged"))
                .body("items[0].attempts", equalTo(1))
                .body("items[0].lastStatus", equalTo(204))
                .body("items[0].nextAttemptAt", nullValue());
        caller().get(PATH + "/" + made.id() + "/deliveries?state=FAILED").then().body("items.size()", equalTo(0));
    }

    @Test
    @DisplayName("CM-21, CM-23 only what is subscribed to is kept, of the own shop, while it is enabled")
    void subscribed() {
        var failures = make(Map.of("events", List.of("merge.failed")));
        var disabled = make(Map.of("enabled", false));
        var foreign = make("osaka", Map.of());
        var merged =
                merge(customers.individual(SHOP), customers.individual(SHOP)).<String>path("id");
        participants.manner(Participant.ORDER, MergeStep.PREPARE, Manner.REFUSE);
        var aborted =
                merge(customers.individual(SHOP), customers.individual(SHOP)).<String>path("id");

        awaitState(failures.id(), aborted, "DELIVERED");
        assertEquals(
                List.of(aborted), receiver.received().stream().map(Received::id).toList());
        assertEquals(0, count("SELECT count(*) FROM webhook_delivery WHERE event_id = ?", MergeId.of(merged)));
        assertEquals(
                0,
                count(
                        "SELECT count(*) FROM webhook_delivery WHERE webhook_id IN (?, ?)",
                        UUID.fromString(disabled.id()),
                        UUID.fromString(foreign.id())));
    }

    @Test
    @DisplayName("API-12 what fails comes again under the same id, signed anew; redirects are not followed")
    void triedAgain() throws Exception {
        receiver.answering(500, 302, 429, 200);
        var made = make(Map.of());
        var test = test(made);
        awaitState(made.id(), test, "DELIVERED");
        assertEquals(4, receiver.received().size());
        for (var came : receiver.received()) {
            assertEquals("/hook?a=1", came.path());
            assertEquals(test, came.id());
            assertVerified(came, made.secret());
        }
        delivery(made.id(), test)
                .body("attempts", equalTo(4))
                .body("event", equalTo("webhook.test"))
                .body("lastStatus", equalTo(200))
                .body("lastProblem", nullValue());
    }

    @Test
    @DisplayName(
            "API-12 a receiver that is silent or away is tried again by the database's clock, and given up after three days")
    void givenUp() {
        receiver.answering(Receiver.SILENT);
        var made = make(Map.of());
        var test = test(made);
        await(
                "a time-out",
                () -> "timeout"
                        .equals(caller().get(PATH + "/" + made.id() + "/deliveries/" + test)
                                .path("lastProblem")));
        delivery(made.id(), test).body("state", equalTo("PENDING")).body("lastStatus", nullValue());
        receiver.close();
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle()
                        .execute(
                                "UPDATE webhook_delivery SET queued_at = now() - interval '3 days', next_attempt_at = now() WHERE event_id = ?",
                                UUID.fromString(test)));
        awaitState(made.id(), test, "FAILED");
        delivery(made.id(), test).body("nextAttemptAt", nullValue());
    }

    @Test
    @DisplayName("API-12 410 disables the endpoint; enabled again, what failed can be replayed, alone or by time")
    void gone() {
        receiver.answering(410, 200);
        var made = make(Map.of());
        var from = Instant.now().minus(Duration.ofMinutes(5)).toString();
        var to = Instant.now().plus(Duration.ofMinutes(5)).toString();
        var first = test(made);
        awaitState(made.id(), first, "FAILED");
        var disabled = caller().get(PATH + "/" + made.id());
        disabled.then().body("enabled", equalTo(false)).body("disabledBecause", equalTo("gone"));
        for (var path : List.of("/test", "/deliveries/" + first + "/replay")) {
            caller().post(PATH + "/" + made.id() + path)
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("webhook-disabled"));
        }
        caller().header("If-Match", disabled.header("ETag"))
                .body(Map.of("enabled", true))
                .patch(PATH + "/" + made.id())
                .then()
                .statusCode(200)
                .body("enabled", equalTo(true))
                .body("disabledBecause", nullValue());
        caller().body(Map.of("from", to, "to", from))
                .post(PATH + "/" + made.id() + "/replay")
                .then()
                .statusCode(400);
        caller().body(Map.of("from", from, "to", to, "state", "DELIVERED"))
                .post(PATH + "/" + made.id() + "/replay")
                .then()
                .statusCode(200)
                .body("replayed", equalTo(0));
        caller().body(Map.of("from", from, "to", to))
                .post(PATH + "/" + made.id() + "/replay")
                .then()
                .statusCode(200)
                .body("replayed", equalTo(1));
        awaitState(made.id(), first, "DELIVERED");
        caller().post(PATH + "/" + made.id() + "/deliveries/" + first + "/replay")
                .then()
                .statusCode(200)
                .body("state", equalTo("PENDING"))
                .body("attempts", equalTo(0));
        await("the replay", () -> receiver.received().size() == 3);
        assertEquals(
                Set.of(first),
                Set.copyOf(receiver.received().stream().map(Received::id).toList()));
    }

    @Test
    @DisplayName("API-12 a secret is shown once; the old one signs beside the new for a day, and then no more")
    void rotation() throws Exception {
        var made = make(Map.of());
        caller().get(PATH + "/" + made.id()).then().body("secret", nullValue());
        var key = UUID.randomUUID().toString();
        var newer = caller().header("Idempotency-Key", key)
                .post(PATH + "/" + made.id() + "/secrets")
                .then()
                .statusCode(201)
                .extract()
                .<String>path("secret");
        caller().header("Idempotency-Key", key)
                .post(PATH + "/" + made.id() + "/secrets")
                .then()
                .statusCode(201)
                .body("secret", nullValue());
        awaitState(made.id(), test(made), "DELIVERED");
        var both = receiver.received().getLast();
        assertVerified(both, made.secret());
        assertVerified(both, newer);

        QuarkusTransaction.requiringNew()
                .run(() -> db.handle()
                        .execute(
                                "UPDATE webhook_secret SET expires_at = expires_at - interval '24 hours' WHERE webhook_id = ? AND expires_at <> 'infinity'",
                                UUID.fromString(made.id())));
        awaitState(made.id(), test(made), "DELIVERED");
        var one = receiver.received().getLast();
        assertVerified(one, newer);
        assertEquals(1, one.signature().split(" ", -1).length);

        for (int i = 0; i < 4; i++) {
            caller().post(PATH + "/" + made.id() + "/secrets").then().statusCode(201);
        }
        caller().post(PATH + "/" + made.id() + "/secrets")
                .then()
                .statusCode(409)
                .body("code", equalTo("too-many-secrets"));
    }

    @Test
    @DisplayName("API-12 an address that is not public is refused when saved; nothing is stored")
    void refusedWhenSaved() {
        refused("http://8.8.8.8/hook", "webhook-url-invalid");
        refused("ftp://8.8.8.8/hook", "webhook-url-invalid");
        refused("https:///hook", "webhook-url-invalid");
        refused("https://user@8.8.8.8/", "webhook-url-invalid");
        refused("https://8.8.8.8/#part", "webhook-url-invalid");
        refused("https://8.8.8.8:70000/", "webhook-url-invalid");
        refused("no url", "webhook-url-invalid");
        refused("https://nowhere.invalid/", "webhook-host-unknown");
        refused("https://localhost/", "webhook-address-refused");
        refused("https://10.0.0.1/", "webhook-address-refused");
        refused("https://169.254.169.254/latest", "webhook-address-refused");
        refused("https://[::1]/", "webhook-address-refused");
        refused("https://[::ffff:10.0.0.1]/", "webhook-address-refused");
        assertEquals(0, count("SELECT count(*) FROM webhook"));

        var made = make(Map.of());
        var tag = caller().get(PATH + "/" + made.id()).header("ETag");
        caller().header("If-Match", tag)
                .body(Map.of("url", "https://192.168.0.1/"))
                .patch(PATH + "/" + made.id())
                .then()
                .statusCode(422)
                .body("code", equalTo("webhook-address-refused"));
        caller().header("If-Match", tag)
                .body(Map.of("shopId", "osaka"))
                .patch(PATH + "/" + made.id())
                .then()
                .statusCode(422)
                .body("code", equalTo("not-changeable"));
        caller().get(PATH + "/" + made.id()).then().header("ETag", equalTo(tag)).body("url", equalTo(receiver.url()));
    }

    @Test
    @DisplayName("API-12 DNS rebinding: what a name leads to is looked at again at each attempt, and nothing is sent")
    void refusedWhenSent() {
        var made = make(Map.of());
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle()
                        .execute(
                                "UPDATE webhook SET url = ? WHERE id = ?",
                                "https://localhost:" + receiver.port() + "/",
                                UUID.fromString(made.id())));
        var test = test(made);
        await(
                "the refusal",
                () -> "webhook-address-refused"
                        .equals(caller().get(PATH + "/" + made.id() + "/deliveries/" + test)
                                .path("lastProblem")));
        assertEquals(List.of(), receiver.received());
    }

    @Test
    @DisplayName("SG-08 who dies while sending leaves the delivery to the next, and a late result changes nothing")
    void leaseEnds() {
        var made = make(Map.of("enabled", false));
        var webhook = UUID.fromString(made.id());
        var event = UUID.randomUUID();
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle()
                        .execute(
                                "INSERT INTO webhook_delivery (webhook_id, event_id, event_type, body, attempts, next_attempt_at, created_at, queued_at)"
                                        + " VALUES (?, ?, 'webhook.test', '{}', 1, now() + interval '1 hour', now(), now())",
                                webhook,
                                event));
        // Given the holder of attempt 1 is dead, and its lease runs out
        QuarkusTransaction.requiringNew().run(() -> {
            db.handle().execute("UPDATE webhook SET enabled = true WHERE id = ?", webhook);
            db.handle().execute("UPDATE webhook_delivery SET next_attempt_at = now() WHERE event_id = ?", event);
        });
        awaitState(made.id(), event.toString(), "DELIVERED");
        assertEquals(event.toString(), receiver.received().getFirst().id());

        // When it was not dead but slow
        QuarkusTransaction.requiringNew()
                .run(() -> deliveries.failed(new Deliveries.Attempt(webhook, event, 1, "{}"), 500, "status"));
        delivery(made.id(), event.toString())
                .body("state", equalTo("DELIVERED"))
                .body("attempts", equalTo(2));
    }

    @Test
    @DisplayName(
            "SG-08 deliveries are written in the transaction that ends the merges, once each, in one go for hundreds")
    void withTheOutcome() {
        var made = make(Map.of());
        var webhook = UUID.fromString(made.id());
        var ends = new MergesEnded(Stream.generate(WebhooksIT::end).limit(300).toList());

        // Died before the commit: nothing has happened
        assertThrows(
                IllegalStateException.class,
                () -> QuarkusTransaction.requiringNew().run(() -> {
                    ended.fire(ends);
                    throw new IllegalStateException("died here");
                }));
        assertEquals(0, count("SELECT count(*) FROM webhook_delivery WHERE webhook_id = ?", webhook));

        // Died after it: they are there, and a repeat makes no second one
        QuarkusTransaction.requiringNew().run(() -> ended.fire(ends));
        QuarkusTransaction.requiringNew().run(() -> ended.fire(ends));
        assertEquals(300, count("SELECT count(*) FROM webhook_delivery WHERE webhook_id = ?", webhook));
        await(
                "all 300",
                () -> count(
                                "SELECT count(*) FROM webhook_delivery WHERE webhook_id = ? AND state = 'DELIVERED'",
                                webhook)
                        == 300);
        assertEquals(
                300, receiver.received().stream().map(Received::id).distinct().count());
    }

    private static MergesEnded.Ended end() {
        var now = Instant.now();
        var merge = new Merge(
                MergeId.next(),
                new ShopId(SHOP),
                CustomerId.next(),
                List.of(CustomerId.next()),
                null,
                "test",
                MergePolicy.CONSERVATIVE,
                null,
                now);
        var event = new CustomerMerged(merge.id(), merge.shop(), merge.survivor(), merge.sources(), Map.of(), now);
        return new MergesEnded.Ended(
                merge,
                MergeState.COMPLETED,
                new OutgoingMessage(
                        merge.id().value(),
                        Topics.MERGE_EVENTS,
                        merge.survivor().toString(),
                        event),
                now);
    }

    @Test
    @DisplayName("API-12 a slow receiver does not hold up another")
    void slowOne() throws IOException {
        try (var slow = new Receiver()) {
            slow.answering(Receiver.SILENT);
            var held = make(Map.of("url", slow.url()));
            var held20 = new ArrayList<String>();
            for (int i = 0; i < 20; i++) {
                held20.add(test(held));
            }
            var quick = make(Map.of());
            awaitState(quick.id(), test(quick), "DELIVERED");
            assertTrue(held20.stream()
                    .anyMatch(id -> "PENDING"
                            .equals(caller().get(PATH + "/" + held.id() + "/deliveries/" + id)
                                    .path("state"))));
        }
    }

    @Test
    @DisplayName("API-12 deleted, it is sent nothing; its secrets and its log are gone")
    void deleted() {
        receiver.answering(500);
        var made = make(Map.of());
        test(made);
        var path = PATH + "/" + made.id();
        caller().delete(path).then().statusCode(428);
        caller().header("If-Match", "\"7\"").delete(path).then().statusCode(412);
        caller().header("If-Match", caller().get(path).header("ETag"))
                .delete(path)
                .then()
                .statusCode(204);
        caller().get(path).then().statusCode(404);
        var id = UUID.fromString(made.id());
        assertEquals(0, count("SELECT count(*) FROM webhook_secret WHERE webhook_id = ?", id));
        assertEquals(0, count("SELECT count(*) FROM webhook_delivery WHERE webhook_id = ?", id));
    }

    @Test
    @DisplayName("API-12 the log is purged by age, and what still waits never")
    void purged() {
        var webhook = UUID.randomUUID();
        for (var state : List.of("DELIVERED", "FAILED", "PENDING")) {
            for (int days : List.of(29, 31)) {
                QuarkusTransaction.requiringNew()
                        .run(() -> db.handle()
                                .execute(
                                        "INSERT INTO webhook_delivery (webhook_id, event_id, event_type, body, state, next_attempt_at, created_at, queued_at)"
                                                + " VALUES (?, ?, 'webhook.test', '{}', ?, now() + interval '1 hour', now() - make_interval(days => ?), now())",
                                        webhook,
                                        UUID.randomUUID(),
                                        state,
                                        days));
            }
        }
        QuarkusTransaction.requiringNew().run(() -> deliveries.purge(1000));
        assertEquals(4, count("SELECT count(*) FROM webhook_delivery WHERE webhook_id = ?", webhook));
        assertEquals(
                2, count("SELECT count(*) FROM webhook_delivery WHERE webhook_id = ? AND state = 'PENDING'", webhook));
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle().execute("DELETE FROM webhook_delivery WHERE webhook_id = ?", webhook));
    }

    @Test
    @DisplayName("SEC-02, SEC-03, CU-09 who may see and change it; another shop's does not exist")
    void permissions() {
        var made = make(Map.of());
        var path = PATH + "/" + made.id();
        var reader = TestTokens.mint("reader", List.of(SHOP), List.of("customers:read"));
        as(reader).get(path).then().statusCode(200);
        as(reader).get(path + "/deliveries").then().statusCode(200);
        as(reader).post(path + "/test").then().statusCode(403);
        as(reader).body(request(Map.of())).post(PATH).then().statusCode(403);
        var stranger = TestTokens.full("osaka");
        for (var below : List.of("", "/deliveries", "/deliveries/" + UUID.randomUUID())) {
            as(stranger).get(path + below).then().statusCode(404);
        }
        for (var below : List.of("/test", "/secrets", "/deliveries/" + UUID.randomUUID() + "/replay")) {
            as(stranger).post(path + below).then().statusCode(404);
        }
        as(stranger).get(PATH).then().body("items.id", not(hasItem(made.id())));
        as(TestTokens.full(CustomerServiceSimulator.NO_SHOP))
                .body(request(Map.of()))
                .post(PATH)
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown-shop"));
        caller().get(path + "/deliveries/" + CustomerId.next()).then().statusCode(404);
    }

    @Test
    @DisplayName(
            "API-04, API-06 a repeat makes no second one and shows no secret; the list has pages; a shop has at most 20")
    void many() {
        var key = UUID.randomUUID().toString();
        var body = request(Map.of());
        var first = caller().header("Idempotency-Key", key).body(body).post(PATH);
        first.then().statusCode(201).body("secret", startsWith("whsec_"));
        caller().header("Idempotency-Key", key)
                .body(body)
                .post(PATH)
                .then()
                .statusCode(201)
                .body("id", equalTo(first.path("id")))
                .body("secret", nullValue());
        for (int i = 1; i < Webhooks.MOST; i++) {
            make(Map.of());
        }
        caller().body(body).post(PATH).then().statusCode(422).body("code", equalTo("too-many-webhooks"));
        var page = caller().get(PATH + "?limit=15");
        page.then().body("items.size()", equalTo(15));
        caller().queryParam("limit", 15)
                .queryParam("cursor", page.<String>path("next"))
                .get(PATH)
                .then()
                .body("items.size()", equalTo(5))
                .body("items.id", hasItem(first.<String>path("id")));
        caller().body(request(Map.of("events", List.of("customer.created"))))
                .post(PATH)
                .then()
                .statusCode(400);
        caller().body(request(Map.of("events", List.of()))).post(PATH).then().statusCode(400);
    }

    /** A webhook with the secret that was shown. */
    private record Made(String id, String secret) {}

    private Map<String, Object> request(Map<String, Object> other) {
        var body = new HashMap<String, Object>(
                Map.of("url", receiver.url(), "events", List.of("customer.merged", "merge.failed")));
        body.putAll(other);
        return body;
    }

    private Made make(Map<String, Object> other) {
        return make(SHOP, other);
    }

    private Made make(String shop, Map<String, Object> other) {
        Response made = as(TestTokens.full(shop)).body(request(other)).post(PATH);
        made.then().statusCode(201);
        return new Made(made.path("id"), made.path("secret"));
    }

    private void refused(String url, String code) {
        caller().body(request(Map.of("url", url)))
                .post(PATH)
                .then()
                .statusCode(422)
                .body("code", equalTo(code))
                .body("errors.pointer", equalTo(List.of("/url")));
    }

    private static String test(Made webhook) {
        return caller().post(PATH + "/" + webhook.id() + "/test")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static ValidatableResponse delivery(String webhook, String delivery) {
        return caller().get(PATH + "/" + webhook + "/deliveries/" + delivery)
                .then()
                .statusCode(200);
    }

    private static void awaitState(String webhook, String delivery, String state) {
        await(
                "delivery " + state,
                () -> state.equals(caller().get(PATH + "/" + webhook + "/deliveries/" + delivery)
                        .path("state")));
    }

    private static void assertVerified(Received came, String secret) throws Exception {
        assertTrue(
                VerifyingInTheGuide.isGenuine(secret, came.id(), came.timestamp(), came.signature(), came.body()),
                came.signature());
        assertTrue(!VerifyingInTheGuide.isGenuine(
                secret, came.id(), came.timestamp(), came.signature(), came.body() + " "));
        assertTrue(!VerifyingInTheGuide.isGenuine(
                "whsec_" + Base64.getEncoder().encodeToString(new byte[32]),
                came.id(),
                came.timestamp(),
                came.signature(),
                came.body()));
    }

    private static Set<String> names(JsonNode object) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
