package io.mergesuite.api;

import static io.mergesuite.api.Wire.JSON;
import static io.mergesuite.api.Wire.alice;
import static io.mergesuite.api.Wire.as;
import static io.mergesuite.api.Wire.assertProblem;
import static io.mergesuite.api.Wire.keyed;
import static io.mergesuite.api.Wire.newKey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.agroal.api.AgroalDataSource;
import io.mergesuite.localstack.TestTokens;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ApiTest
@DisplayName("API-04: a repeated request changes nothing and gets the first answer")
class IdempotencyIT {

    @Inject
    AgroalDataSource dataSource;

    @Inject
    IdempotencyKeys keys;

    private static String body(String name) {
        return "{\"name\":\"" + name + "\"}";
    }

    private static Response post(String key, String body) {
        return keyed(key).body(body).post("/v1/things/required");
    }

    private int things(String name) {
        return jdbi().withHandle(db -> db.createQuery("SELECT count(*) FROM thing WHERE name = ?")
                .bind(0, name)
                .mapTo(int.class)
                .one());
    }

    private int rows(String key) {
        return jdbi().withHandle(db -> db.createQuery("SELECT count(*) FROM idempotency_key WHERE key = ?")
                .bind(0, key)
                .mapTo(int.class)
                .one());
    }

    private Jdbi jdbi() {
        return Jdbi.create(dataSource);
    }

    @Test
    @DisplayName("SG-07")
    void a_repeat_gets_the_first_answer() {
        String key = newKey();
        Response first = post(key, body(key));
        Response repeat = post(key, body(key));
        assertEquals(201, first.statusCode(), first.asString());
        assertEquals(201, repeat.statusCode());
        assertEquals(first.asString(), repeat.asString());
        assertEquals(first.header("Location"), repeat.header("Location"));
        assertEquals(JSON, repeat.contentType());
        assertEquals("true", repeat.header("Idempotent-Replayed"));
        assertNull(first.header("Idempotent-Replayed"));
        assertEquals(1, things(key));
    }

    @Test
    void the_same_key_with_another_body_is_refused() {
        String key = newKey();
        post(key, body(key));
        assertProblem(post(key, body(key + " ")), 422, "idempotency-key-reused");
        assertEquals(1, things(key));
        assertEquals(0, things(key + " "));
    }

    @Test
    void a_key_is_missing_only_where_it_is_required() {
        assertProblem(
                alice().contentType(JSON).body(body("x")).post("/v1/things/required"), 400, "idempotency-key-missing");
        assertEquals(
                201,
                alice().contentType(JSON).body(body("x")).post("/v1/things").statusCode());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256})
    void a_key_has_1_to_255_characters(int length) {
        assertProblem(post("k".repeat(length), body("x")), 400, "idempotency-key-invalid");
    }

    @Test
    void a_request_has_one_key() {
        String key = newKey();
        assertProblem(
                keyed(key).header("Idempotency-Key", newKey()).body(body("x")).post("/v1/things/required"),
                400,
                "idempotency-key-invalid");
        assertEquals(201, post(key, body("x")).statusCode());
    }

    @Test
    void a_key_is_printable() {
        assertProblem(post("caf\u00e9", body("x")), 400, "idempotency-key-invalid");
        assertEquals(201, post("k".repeat(218) + newKey(), body("x")).statusCode());
    }

    @Test
    void principal_shop_and_operation_each_have_their_own_keys() {
        String key = newKey();
        String bob = TestTokens.mint("bob", List.of("a"), List.of("things:write"));
        String both = Wire.token("a", "b");
        List<Response> answers = List.of(
                post(key, body(key)),
                keyed(key).body(body(key)).post("/v1/things"),
                as(bob).contentType(JSON)
                        .header("Idempotency-Key", key)
                        .body(body(key))
                        .post("/v1/things"),
                as(Wire.token("b"))
                        .contentType(JSON)
                        .header("Idempotency-Key", key)
                        .body(body(key))
                        .post("/v1/things"));
        answers.forEach(answer -> assertEquals(201, answer.statusCode(), answer.asString()));
        assertEquals(4, things(key));
        // The shop named by the body is the same scope, whatever else the token is good for.
        String named = "{\"shopId\":\"a\",\"name\":\"" + key + "\"}";
        assertProblem(
                as(both).contentType(JSON)
                        .header("Idempotency-Key", key)
                        .body(named)
                        .post("/v1/things"),
                422,
                "idempotency-key-reused");
        String other = "{\"shopId\":\"b\",\"parts\":[{\"sku\":\"s\",\"quantity\":1}],\"name\":\"" + key + "\"}";
        assertProblem(
                as(both).contentType(JSON)
                        .header("Idempotency-Key", key)
                        .body(other)
                        .post("/v1/things"),
                422,
                "idempotency-key-reused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"nam\":1}",
                "{\"name\":\"\"}",
                "{\"name\":\"n\",\"shopId\":\"other\"}",
                "{\"name\":\"fail: x\"}"
            })
    void a_failure_frees_the_key(String bad) {
        String key = newKey();
        assertTrue(post(key, bad).statusCode() >= 400);
        assertEquals(0, rows(key));
        assertEquals(201, post(key, body(key)).statusCode());
    }

    @Test
    void an_answer_whose_transaction_rolls_back_is_not_kept() {
        String key = newKey();
        assertProblem(post(key, body("late-fail:" + key)), 409, "conflict");
        assertEquals(0, rows(key));
        assertEquals(0, things("late-fail:" + key));
    }

    @Test
    void while_the_first_runs_a_repeat_is_told_so() throws Exception {
        String key = newKey();
        String name = "wait:" + key;
        var gate = new Things.Gate();
        Things.GATES.put(name, gate);
        var first = CompletableFuture.supplyAsync(() -> post(key, body(name)));
        await(gate);
        Response second = post(key, body(name));
        assertProblem(second, 409, "idempotency-key-in-use");
        assertTrue(Integer.parseInt(second.header("Retry-After")) > 0);
        assertProblem(post(key, body("other")), 422, "idempotency-key-reused");
        gate.open().countDown();
        assertEquals(201, first.get(30, TimeUnit.SECONDS).statusCode());
        assertEquals(1, things(name));
    }

    @Test
    void a_slow_request_whose_lease_was_taken_over_is_rolled_back() throws Exception {
        String key = newKey();
        String name = "wait:" + key;
        var gate = new Things.Gate();
        Things.GATES.put(name, gate);
        var slow = CompletableFuture.supplyAsync(() -> post(key, body(name)));
        await(gate);
        expire(key);
        Response second = post(key, body(name));
        assertEquals(201, second.statusCode(), second.asString());
        gate.open().countDown();
        assertProblem(slow.get(30, TimeUnit.SECONDS), 503, "lease-lost");
        assertEquals(1, things(name), "only the work of the second was committed");
        assertEquals(second.asString(), post(key, body(name)).asString());
    }

    @Test
    void a_take_over_that_meets_the_first_answer_gives_that_answer() throws Exception {
        String key = newKey();
        String name = "wait:" + key;
        var gate = new Things.Gate();
        Things.GATES.put(name, gate);
        var slow = CompletableFuture.supplyAsync(() -> post(key, body(name)));
        await(gate);
        expire(key);
        gate.open().countDown();
        Response first = slow.get(30, TimeUnit.SECONDS);
        assertEquals(201, first.statusCode(), "nobody took it, so it may answer late");
        assertEquals(first.asString(), post(key, body(name)).asString());
    }

    @Test
    void after_a_crash_the_lease_runs_out_and_a_repeat_works() {
        String key = newKey();
        jdbi().useHandle(db -> db.execute(
                "INSERT INTO idempotency_key (principal, shop, operation, key, body_sha256, attempt, lease_until)"
                        + " VALUES ('alice', 'a', 'POST /v1/things/required', ?, sha256(?), gen_random_uuid(), clock_timestamp() + interval '1 h')",
                key,
                body(key).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertProblem(post(key, body(key)), 409, "idempotency-key-in-use");
        expire(key);
        assertEquals(201, post(key, body(key)).statusCode());
        assertEquals(1, things(key));
    }

    @Test
    @DisplayName("SG-07: of many at once, one works and the others see it")
    void of_many_at_once_one_works() {
        String key = newKey();
        List<CompletableFuture<Response>> all = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> post(key, body(key))))
                .toList();
        List<Integer> statuses = all.stream()
                .map(CompletableFuture::join)
                .map(Response::statusCode)
                .toList();
        assertTrue(statuses.contains(201), statuses.toString());
        assertTrue(statuses.stream().allMatch(status -> status == 201 || status == 409), statuses.toString());
        assertEquals(1, things(key));
    }

    @Test
    @DisplayName("API-04, API-07: a repeat of a job gets its present state")
    void a_repeat_of_a_job_gets_its_present_state() {
        String key = newKey();
        Response first = keyed(key).body(body(key)).post("/v1/things/jobs");
        Response repeat = keyed(key).body(body(key)).post("/v1/things/jobs");
        assertEquals("FIRST", first.jsonPath().getString("state"), first.asString());
        assertEquals("LATER", repeat.jsonPath().getString("state"));
        assertEquals(first.jsonPath().getString("id"), repeat.jsonPath().getString("id"));
        assertEquals("true", repeat.header("Idempotent-Replayed"));
    }

    @Test
    @DisplayName("API-04, API-13: an import's hash is taken while it is received")
    void a_stream_is_claimed_by_what_was_received() {
        String key = newKey();
        byte[] file = new byte[3 << 20];
        Response first = upload(key, file);
        assertEquals(201, first.statusCode(), first.asString());
        assertEquals(file.length, first.jsonPath().getInt("bytes"), "more than the limit of JSON passes");
        Response repeat = upload(key, file);
        assertEquals(first.jsonPath().getString("id"), repeat.jsonPath().getString("id"));
        assertEquals("true", repeat.header("Idempotent-Replayed"));
        file[17] = 1;
        assertProblem(upload(key, file), 422, "idempotency-key-reused");
        assertProblem(
                alice().contentType("application/octet-stream").body(file).post("/v1/things/imports"),
                400,
                "idempotency-key-missing");
    }

    private static Response upload(String key, byte[] file) {
        return alice().contentType("application/octet-stream")
                .header("Idempotency-Key", key)
                .body(file)
                .post("/v1/things/imports");
    }

    @Test
    void keys_are_kept_30_days_and_no_longer() {
        String old = newKey();
        String young = newKey();
        post(old, body(old));
        post(young, body(young));
        age(old, "30 days 1 minute");
        age(young, "29 days 23 hours");
        keys.purge();
        assertEquals(0, rows(old));
        assertEquals(1, rows(young));
    }

    @Test
    void a_repeat_is_told_apart_from_a_new_request() {
        assertNotEquals(
                post(newKey(), body("same")).jsonPath().getString("id"),
                post(newKey(), body("same")).jsonPath().getString("id"));
    }

    private void expire(String key) {
        jdbi().useHandle(db -> db.execute(
                "UPDATE idempotency_key SET lease_until = clock_timestamp() - interval '1 s' WHERE key = ?", key));
    }

    private void age(String key, String age) {
        jdbi().useHandle(db ->
                db.execute("UPDATE idempotency_key SET created_at = now() - ?::interval WHERE key = ?", age, key));
    }

    private static void await(Things.Gate gate) throws InterruptedException {
        assertTrue(gate.reached().await(30, TimeUnit.SECONDS));
    }
}
