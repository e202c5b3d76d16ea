package io.mergesuite.merges.merge;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeFailed;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.localstack.Permissions;
import io.mergesuite.localstack.TestTokens;
import io.mergesuite.merges.EventLog;
import io.mergesuite.merges.ParticipantsSimulator.Manner;
import io.mergesuite.merges.ServiceUnderTest;
import io.mergesuite.merges.merge.MergeSaga.Happening;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Aborting a merge, and trying one again (API-09). */
@QuarkusTest
class SteeringMergesIT extends ServiceUnderTest {

    private static final SurvivorDetails DETAILS =
            new SurvivorDetails(7, "山田", "花子", null, null, null, null, null, null, null);

    @Inject
    EventLog events;

    @Inject
    MergeTables tables;

    @Inject
    MergeSaga saga;

    @Test
    @DisplayName(
            "API-09, SG-02 a merge aborted before its pivot ends ABORTED, says who asked, and leaves all as it was")
    void aborted() {
        // Given
        var survivor = customers.individual(SHOP);
        var source = customers.individual(SHOP);
        participants.everyone(MergeStep.PREPARE, Manner.HOLD);
        var id = begin(survivor, source);
        await("all four to hold back", () -> participants.held() >= 4);

        // When
        var answer = abort(caller().header("Prefer", "wait=30"), id);

        // Then
        answer.then()
                .statusCode(200)
                .header("Retry-After", nullValue())
                .body("id", equalTo(id.toString()))
                .body("state", equalTo("ABORTED"))
                .body("error.code", equalTo("aborted-on-request"))
                .body("error.by", equalTo(answer.<String>path("actor")))
                .body("result", nullValue());
        Stream.of(Participant.values())
                .forEach(p ->
                        assertEquals(EdgeState.UNDONE, participants.state(p, id).orElseThrow()));
        assertEquals(0, traces(id));
        await("merge.failed", () -> !events.of(id).isEmpty());
        assertEquals(
                "aborted-on-request",
                assertInstanceOf(MergeFailed.class, events.of(id).getFirst()).code());

        participants.release(); // what was prepared comes late
        participants.reset();
        merge(survivor, source).then().statusCode(201).body("state", equalTo("COMPLETED"));
        get(id).then().header("ETag", equalTo(answer.header("ETag"))).body("state", equalTo("ABORTED"));
        assertEquals(List.of(), participants.violations());
    }

    @Test
    @DisplayName("API-04, API-09 a repeated abort is answered with the same merge, with its key or without one")
    void abortedTwice() {
        var id = preparing();
        participants.everyone(MergeStep.UNDO, Manner.DEAF);
        String key = UUID.randomUUID().toString();

        abort(caller().header("Idempotency-Key", key), id)
                .then()
                .statusCode(200)
                .header("Retry-After", "1")
                .header("Idempotent-Replayed", nullValue())
                .body("state", equalTo("ABORTING"));
        participants.everyone(MergeStep.UNDO, Manner.ANSWER);
        drive(id);
        await("the end", () -> "ABORTED".equals(state(id)));

        abort(caller().header("Idempotency-Key", key), id)
                .then()
                .statusCode(200)
                .header("Idempotent-Replayed", "true")
                .body("state", equalTo("ABORTED"));
        abort(withKey(caller()), id).then().statusCode(200).body("error.code", equalTo("aborted-on-request"));
        abort(caller(), id).then().statusCode(200).body("state", equalTo("ABORTED"));
        abort(caller().header("Idempotency-Key", "é"), id)
                .then()
                .statusCode(400)
                .body("code", equalTo("idempotency-key-invalid"));
    }

    @Test
    @DisplayName("API-09 past the pivot an abort is refused in every state, and the merge goes on to its end")
    void committed() {
        refusedIn("COMMITTED", MergeStep.REASSIGN, Participant.values());
        refusedIn("REASSIGNING", MergeStep.REASSIGN, Participant.LEAD);
        refusedIn("RETIRING", MergeStep.RETIRE, Participant.CUSTOMER);
    }

    private void refusedIn(String state, MergeStep step, Participant... deaf) {
        participants.reset();
        Stream.of(deaf).forEach(participant -> participants.manner(participant, step, Manner.DEAF));
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        await(state, () -> state.equals(state(id)));

        refused(id, state);
        participants.reset();
        drive(id);
        await("the end", () -> "COMPLETED".equals(state(id)));
        refused(id, "COMPLETED");
        get(id).then().body("error", nullValue());
        assertEquals(List.of(), participants.violations());
    }

    private static void refused(MergeId id, String state) {
        abort(withKey(caller()), id)
                .then()
                .statusCode(409)
                .body("code", equalTo("merge-committed"))
                .body("state", equalTo(state));
    }

    @Test
    @DisplayName("API-09 a merge that was refused keeps its own reason when it is aborted")
    void refusedBefore() {
        participants.manner(Participant.LEAD, MergeStep.PREPARE, Manner.REFUSE);
        MergeId id = MergeId.of(
                merge(customers.individual(SHOP), customers.individual(SHOP)).path("id"));

        abort(withKey(caller()), id)
                .then()
                .statusCode(200)
                .body("state", equalTo("ABORTED"))
                .body("error.code", equalTo("customer-merging"))
                .body("error.by", nullValue());
    }

    @Test
    @DisplayName("API-09 an abort that comes while the last reply commits waits for it, and tells that it was too late")
    void pivotFirst() throws Exception {
        var id = preparing();

        var answer = held(
                id,
                now -> Stream.of(Participant.values())
                        .map(by -> new Happening(
                                id,
                                new MergeEvent.Prepared(by, Map.of(), List.of(), now),
                                by == Participant.CUSTOMER ? DETAILS : null))
                        .toList(),
                () -> abort(withKey(caller()), id));

        answer.then().statusCode(409).body("code", equalTo("merge-committed"));
        await("the end", () -> "COMPLETED".equals(state(id)));
        assertEquals(List.of(), participants.violations());
        participants.release();
    }

    @Test
    @DisplayName("API-09 replies that come while an abort commits wait for it, and no longer prepare anything")
    void abortFirst() throws Exception {
        var id = preparing();

        held(id, now -> List.of(new Happening(id, new MergeEvent.AbortAsked("someone", now), null)), () -> {
            participants.release();
            return get(id);
        });

        await("the end", () -> "ABORTED".equals(state(id)));
        get(id).then().body("error.by", equalTo("someone"));
        assertEquals(0, traces(id));
        assertEquals(List.of(), participants.violations());
    }

    @Test
    @DisplayName("API-09 aborts at once, and with the replies, end a merge in one way, and each answer is true")
    void race() {
        for (int round = 0; round < 20; round++) {
            participants.reset();
            var id = preparing();
            var one = CompletableFuture.supplyAsync(() -> abort(withKey(caller()), id));
            var other = CompletableFuture.supplyAsync(() -> abort(withKey(caller()), id));
            participants.release();
            int first = one.join().statusCode();
            assertEquals(first, other.join().statusCode() == 200 ? 200 : 409);
            await("the end", () -> get(id).path("endedAt") != null);
            assertEquals(first == 200 ? "ABORTED" : "COMPLETED", state(id));
            assertEquals(List.of(), participants.violations());
        }
    }

    @Test
    @DisplayName("API-09, CM-22 a merge of a batch that is aborted is that group's result line, and the batch ends")
    void inABatch() {
        participants.everyone(MergeStep.PREPARE, Manner.HOLD);
        var groups = Stream.generate(() -> body(
                        customers.individual(SHOP).id(),
                        List.of(customers.individual(SHOP).id())))
                .limit(2)
                .toList();
        String batch = withKey(caller())
                .body(Map.of("groups", groups))
                .post("/v1/merge-batches")
                .path("id");
        await("all four to hold back", () -> participants.held() >= 4);
        List<String> merges =
                caller().get("/v1/merge-batches/" + batch + "/results").path("items.mergeId");

        abort(withKey(caller()).header("Prefer", "wait=30"), MergeId.of(merges.getFirst()))
                .then()
                .statusCode(200)
                .body("batchId", equalTo(batch))
                .body("state", equalTo("ABORTED"));
        participants.release();

        await("the end", () -> caller().get("/v1/merge-batches/" + batch).path("endedAt") != null);
        caller().get("/v1/merge-batches/" + batch)
                .then()
                .body("progress.aborted", equalTo(1))
                .body("progress.completed", equalTo(1));
        caller().get("/v1/merge-batches/" + batch + "/results")
                .then()
                .body("items[0].state", equalTo("ABORTED"))
                .body("items[0].code", equalTo("aborted-on-request"))
                .body("items[1].state", equalTo("COMPLETED"));
    }

    @Test
    @DisplayName("API-09 a stalled merge is tried again at once, whenever its turn would be; an ended one is not")
    void retried() {
        participants.manner(Participant.LEAD, MergeStep.REASSIGN, Manner.DEAF);
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        await("the pivot", () -> get(id).<Integer>path("progress.stepsDone") == 6);
        later(id, progress -> progress.stall());
        participants.reset();

        retry(withKey(caller()).header("Prefer", "wait=30"), id)
                .then()
                .statusCode(200)
                .header("Retry-After", nullValue())
                .body("state", equalTo("COMPLETED"))
                .body("steps.find { it.step == 'REASSIGN' && it.service == 'lead-service' }.attempts", equalTo(2))
                .body("steps.find { it.step == 'REASSIGN' && it.service == 'order-service' }.attempts", equalTo(1));
        retry(withKey(caller()), id)
                .then()
                .statusCode(409)
                .body("code", equalTo("merge-ended"))
                .body("state", equalTo("COMPLETED"));
        assertEquals(List.of(), participants.violations());
    }

    @Test
    @DisplayName("API-09 a merge that waits is tried again in every other state: preparing, aborting, retiring")
    void retriedEverywhere() {
        retriedIn("PREPARING", MergeStep.PREPARE, "COMPLETED");
        retriedIn("RETIRING", MergeStep.RETIRE, "COMPLETED");
        participants.reset();
        participants.manner(Participant.LEAD, MergeStep.PREPARE, Manner.REFUSE);
        retriedIn("ABORTING", MergeStep.UNDO, "ABORTED");
    }

    private void retriedIn(String state, MergeStep step, String end) {
        participants.everyone(step, Manner.DEAF);
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        await(state, () -> state.equals(state(id)));
        await(
                "the command to have come",
                () -> participants.asked(Participant.CUSTOMER, id).contains(step));
        later(id, Function.identity());
        participants.reset();
        retry(withKey(caller()).header("Prefer", "wait=30"), id)
                .then()
                .statusCode(200)
                .body("state", equalTo(end));
    }

    @Test
    @DisplayName("API-04, API-09 a repeated retry with its key asks nobody once more")
    void retriedTwice() {
        participants.manner(Participant.LEAD, MergeStep.REASSIGN, Manner.DEAF);
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        await("the pivot", () -> get(id).<Integer>path("progress.stepsDone") == 6);
        later(id, Function.identity());
        String attempts = "steps.find { it.step == 'REASSIGN' && it.service == 'lead-service' }.attempts";
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) {
            retry(caller().header("Idempotency-Key", key), id)
                    .then()
                    .statusCode(200)
                    .header("Retry-After", "1")
                    .body(attempts, equalTo(2));
        }
        retry(withKey(caller()), id).then().statusCode(200).body(attempts, equalTo(3));
        participants.reset();
        drive(id);
        await("the end", () -> "COMPLETED".equals(state(id)));
    }

    @Test
    @DisplayName(
            "SEC-02, SEC-03 who lacks the permission is refused, who lacks the shop finds nothing, and nothing changes")
    void notAllowed() {
        var id = preparing();
        later(id, Function.identity());
        String before = get(id).header("ETag");

        abort(as(without("customers:merge")), id).then().statusCode(403).body("code", equalTo("forbidden"));
        retry(as(without("ops:retry")), id).then().statusCode(403).body("code", equalTo("forbidden"));
        abort(as(TestTokens.full("osaka")), id).then().statusCode(404).body("code", equalTo("not-found"));
        retry(as(TestTokens.full("osaka")), id).then().statusCode(404).body("code", equalTo("not-found"));
        abort(caller(), MergeId.next()).then().statusCode(404).body("code", equalTo("not-found"));
        abort(caller().header("Prefer", "wait=soon"), id)
                .then()
                .statusCode(400)
                .body("errors[0].parameter", equalTo("Prefer"));
        caller().post("/v1/merges/no-id/abort").then().statusCode(400).body("code", equalTo("invalid"));

        get(id).then().header("ETag", equalTo(before)).body("state", equalTo("PREPARING"));
        abort(as(without("ops:retry")), id).then().statusCode(200).header("ETag", not(equalTo(before)));
        participants.release();
    }

    /** Does something to a merge in a transaction that commits only when the other waits for its lock. */
    private <T> T held(MergeId id, Function<Instant, List<Happening>> first, Supplier<T> second) throws Exception {
        var waiting = new CompletableFuture<T>();
        QuarkusTransaction.requiringNew().run(() -> {
            saga.apply(tables.lock(List.of(id)), first.apply(tables.now()), tables.now());
            Thread.ofVirtual().start(() -> waiting.completeAsync(second));
            await(
                    "the other to wait",
                    () -> QuarkusTransaction.requiringNew()
                            .call(() ->
                                    count("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0));
        });
        return waiting.get();
    }

    /** All are prepared, and none has said so. */
    private MergeId preparing() {
        participants.everyone(MergeStep.PREPARE, Manner.HOLD);
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        await("all four to hold back", () -> participants.held() >= 4);
        return id;
    }

    /** Puts its next turn off, so that only what is tested drives it. */
    private void later(MergeId id, Function<MergeProgress, MergeProgress> change) {
        turn(id, "infinity", change);
    }

    private void drive(MergeId id) {
        turn(id, "-infinity", Function.identity());
    }

    private void turn(MergeId id, String when, Function<MergeProgress, MergeProgress> change) {
        QuarkusTransaction.requiringNew().run(() -> {
            var live = tables.lock(List.of(id)).get(id);
            tables.update(
                    Map.of(new LiveMerge(live.merge(), change.apply(live.progress()), live.details()), Instant.EPOCH));
            db.handle()
                    .execute(
                            "UPDATE merge_work SET next_action_at = ?::timestamptz WHERE merge_id = ?",
                            when,
                            id.value());
        });
    }

    private static String without(String permission) {
        return TestTokens.mint(
                "tester",
                List.of(SHOP),
                Permissions.ALL.stream().filter(p -> !p.equals(permission)).toList());
    }

    private static Response abort(RequestSpecification caller, MergeId id) {
        return caller.post("/v1/merges/" + id + "/abort");
    }

    private static Response retry(RequestSpecification caller, MergeId id) {
        return caller.post("/v1/merges/" + id + "/retry");
    }
}
