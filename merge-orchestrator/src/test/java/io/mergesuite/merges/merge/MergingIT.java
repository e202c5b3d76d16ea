package io.mergesuite.merges.merge;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.CustomerMerged;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeFailed;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merges.EventLog;
import io.mergesuite.merges.ParticipantsSimulator.Manner;
import io.mergesuite.merges.ServiceUnderTest;
import io.mergesuite.merges.merge.MergeReplyHandler.Said;
import io.mergesuite.messaging.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The saga over real PostgreSQL and Kafka, with participants that misbehave. */
@QuarkusTest
class MergingIT extends ServiceUnderTest {

    @Inject
    EventLog events;

    @Inject
    MergeTables tables;

    @Inject
    MergeEventsTopic topic;

    @Inject
    Outbox outbox;

    @Inject
    UnknownMerges unknownMerges;

    @Test
    @DisplayName(
            "CM-21, API-07, SG-02 a merge ends COMPLETED, tells what it did, and leaves no claim and no detail behind")
    void completed() {
        // Given
        var survivor = customers.individual(SHOP);
        var early = customers.individual(SHOP);
        var late = customers.individual(SHOP);

        // When
        var answer = merge(survivor, early, late);

        // Then
        var id = MergeId.of(answer.path("id"));
        answer.then()
                .statusCode(201)
                .header("Location", "/v1/merges/" + id)
                .header("ETag", notNullValue())
                .body("state", equalTo("COMPLETED"))
                .body("survivorId", equalTo(survivor.id().toString()))
                // DD-06: registered last comes first
                .body("sourceIds", contains(late.id().toString(), early.id().toString()))
                .body("policy.fillMissing", equalTo(false))
                .body("steps", hasSize(8))
                .body("steps.state", everyItem(equalTo("DONE")))
                .body("steps.find { it.step == 'REASSIGN' && it.service == 'order-service' }.moved.orders", equalTo(3))
                .body(
                        "steps.find { it.step == 'REASSIGN' && it.service == 'order-service' }.total.inquiries",
                        equalTo(1))
                .body("progress.stepsDone", equalTo(8))
                .body("progress.stepsTotal", equalTo(8))
                .body("progress.rowsMoved", equalTo(6))
                .body("result.moved", equalTo(Map.of("orders", 3, "inquiries", 1, "leads", 2)))
                .body("result.losingFields", contains("emails"))
                .body("error", nullValue())
                .body("durationMillis", greaterThanOrEqualTo(0));
        assertEquals(0, traces(id));
        await("customer.merged", () -> !events.of(id).isEmpty());
        var event = assertInstanceOf(CustomerMerged.class, events.of(id).getFirst());
        assertEquals(survivor.id(), event.survivorId());
        assertEquals(Map.of("orders", 3L, "inquiries", 1L, "leads", 2L), event.moved());
        assertEquals(List.of(), participants.violations());

        var etag = get(id).header("ETag");
        caller().header("If-None-Match", etag).get("/v1/merges/" + id).then().statusCode(304);
    }

    @Test
    @DisplayName("CM-01 customers may be named by number, one marked as survivor")
    void byNumber() {
        var survivor = customers.individual(SHOP);
        var source = customers.individual(SHOP);
        withKey(caller())
                .header("Prefer", "wait=30")
                .body(Map.of(
                        "customers",
                        List.of(
                                Map.of("id", source.id().toString()),
                                Map.of("number", survivor.number(), "survivor", true))))
                .post("/v1/merges")
                .then()
                .statusCode(201)
                .body("state", equalTo("COMPLETED"))
                .body("survivorId", equalTo(survivor.id().toString()));
    }

    @Test
    @DisplayName("CM-01 a merge of 1,000 sources is one merge")
    void thousandSources() {
        var survivor = customers.individual(SHOP);
        var sources =
                Stream.generate(() -> customers.individual(SHOP)).limit(1_000).toList();
        int calls = customers.calls();
        withKey(caller())
                .header("Prefer", "wait=30")
                .body(body(survivor.id(), sources.stream().map(s -> s.id()).toList()))
                .post("/v1/merges")
                .then()
                .statusCode(201)
                .body("state", equalTo("COMPLETED"))
                .body("sourceIds", hasSize(1_000));
        assertEquals(calls + 1, customers.calls());
    }

    @Test
    @DisplayName("SG-02 a refused merge ends ABORTED with its code, everything is undone, claims are free again")
    void refused() {
        // Given
        var survivor = customers.individual(SHOP);
        var source = customers.individual(SHOP);
        participants.manner(Participant.LEAD, MergeStep.PREPARE, Manner.REFUSE);

        // When
        var answer = merge(survivor, source);

        // Then
        var id = MergeId.of(answer.path("id"));
        answer.then()
                .statusCode(201)
                .body("state", equalTo("ABORTED"))
                .body("error.code", equalTo("customer-merging"))
                .body("error.customerId", equalTo(survivor.id().toString()))
                .body("result", nullValue());
        Stream.of(Participant.values())
                .forEach(p ->
                        assertEquals(EdgeState.UNDONE, participants.state(p, id).orElseThrow()));
        assertEquals(0, traces(id));
        await("merge.failed", () -> !events.of(id).isEmpty());
        assertEquals(
                "customer-merging",
                assertInstanceOf(MergeFailed.class, events.of(id).getFirst()).code());

        participants.reset();
        merge(survivor, source).then().statusCode(201).body("state", equalTo("COMPLETED"));
    }

    @Test
    @DisplayName("SG-08 replies that come twice change nothing")
    void doubled() {
        Stream.of(MergeStep.PREPARE, MergeStep.REASSIGN, MergeStep.RETIRE)
                .forEach(step -> participants.everyone(step, Manner.DOUBLE));
        var answer = merge(customers.individual(SHOP), customers.individual(SHOP));
        answer.then().body("state", equalTo("COMPLETED")).body("result.moved.orders", equalTo(3));
        await("customer.merged", () -> !events.of(MergeId.of(answer.path("id"))).isEmpty());
        assertEquals(1, events.of(MergeId.of(answer.path("id"))).size());
        assertEquals(List.of(), participants.violations());
    }

    @Test
    @DisplayName("SG-05 replies that come late and in reverse order end the merge")
    void lateAndReversed() {
        participants.everyone(MergeStep.PREPARE, Manner.HOLD);
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        await("all four to hold back", () -> participants.held() >= 4);
        assertEquals("PREPARING", state(id));
        participants.release();
        await("the end", () -> "COMPLETED".equals(state(id)));
    }

    @Test
    @DisplayName("SG-05, hole 6: a lost reply is asked for again, under a new message id")
    void lostReply() {
        participants.manner(Participant.ORDER, MergeStep.REASSIGN, Manner.LOSE_ONCE);
        participants.manner(Participant.CUSTOMER, MergeStep.RETIRE, Manner.LOSE_ONCE);
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        remind(id, Participant.ORDER, MergeStep.REASSIGN);
        remind(id, Participant.CUSTOMER, MergeStep.RETIRE);
        await("the end", () -> "COMPLETED".equals(state(id)));
        get(id).then()
                .body(
                        "steps.find { it.step == 'REASSIGN' && it.service == 'order-service' }.attempts",
                        greaterThanOrEqualTo(2))
                .body("steps.find { it.step == 'RETIRE' }.attempts", greaterThanOrEqualTo(2));
        assertEquals(List.of(), participants.violations());
    }

    /** Makes the answer of a participant overdue that has been asked, and has lost it. */
    private void remind(MergeId id, Participant participant, MergeStep step) {
        await(
                participant + " to be asked",
                () -> participants.asked(participant, id).contains(step));
        age(id, 0);
    }

    @Test
    @DisplayName("API-07 rows that move in chunks show as progress")
    void slow() {
        participants.manner(Participant.ORDER, MergeStep.REASSIGN, Manner.SLOW);
        merge(customers.individual(SHOP), customers.individual(SHOP))
                .then()
                .body("state", equalTo("COMPLETED"))
                .body("result.moved.orders", equalTo(3));
    }

    @Test
    @DisplayName("A merge not prepared within 60 s is aborted: participant-unavailable")
    void prepareTimedOut() {
        participants.manner(Participant.BLACKLIST, MergeStep.PREPARE, Manner.DEAF);
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        await("three to be prepared", () -> get(id).<Integer>path("progress.stepsDone") == 3);
        long past = Duration.ofSeconds(61).toMillis();
        age(id, past);
        await("the end", () -> "ABORTED".equals(state(id)));
        get(id).then().body("error.code", equalTo("participant-unavailable"));
        assertEquals(List.of(), participants.violations());
        assertEquals(0, traces(id));
    }

    @Test
    @DisplayName("A merge that hangs 10 minutes after its pivot is stalled, and goes on when it can")
    void stalled() {
        participants.manner(Participant.LEAD, MergeStep.REASSIGN, Manner.DEAF);
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        await("the pivot", () -> get(id).<Integer>path("progress.stepsDone") == 6);
        age(id, Duration.ofMinutes(10).toMillis());
        await("stalled", () -> get(id).<Boolean>path("stalled"));
        assertEquals("REASSIGNING", state(id));
        participants.reset();
        age(id, 0);
        await("the end", () -> "COMPLETED".equals(state(id)));
    }

    @Test
    @DisplayName("Hole 7: whoever is in doubt about an aborted merge is told to undo it")
    void inDoubtAboutAborted() {
        participants.manner(Participant.ORDER, MergeStep.PREPARE, Manner.REFUSE);
        var id = MergeId.of(
                merge(customers.individual(SHOP), customers.individual(SHOP)).path("id"));
        participants.reset();
        int before = participants.asked(Participant.LEAD, id).size();
        participants.askInDoubt(Participant.LEAD, id);
        await("the answer", () -> participants.asked(Participant.LEAD, id).size() > before);
        assertEquals(MergeStep.UNDO, participants.asked(Participant.LEAD, id).getLast());
    }

    @Test
    @DisplayName("Hole 7: a merge nobody knows to have passed its pivot is undone everywhere")
    void unknownIsUndone() {
        var lost = lostMerge();
        participants.know(Participant.CUSTOMER, lost, EdgeState.PENDING);
        participants.know(Participant.ORDER, lost, EdgeState.PENDING);
        participants.askInDoubt(Participant.ORDER, lost.mergeId());
        await(
                "undone",
                () -> Stream.of(Participant.values())
                        .allMatch(p -> participants
                                .state(p, lost.mergeId())
                                .filter(EdgeState.UNDONE::equals)
                                .isPresent()));
        get(lost.mergeId()).then().statusCode(404);
        assertEquals(List.of(), participants.violations());
        await(
                "it is forgotten",
                () -> count("SELECT count(*) FROM merge_recovery WHERE merge_id = ?", lost.mergeId()) == 0);
    }

    @Test
    @DisplayName("Hole 7: an active redirect proves the pivot; the merge is made again and rolled forward")
    void unknownIsRolledForward() {
        var lost = lostMerge();
        for (var participant : Participant.values()) {
            participants.know(participant, lost, EdgeState.PENDING);
        }
        participants.know(Participant.LEAD, lost, EdgeState.ACTIVE);
        participants.askInDoubt(Participant.ORDER, lost.mergeId());
        await("the end", () -> "COMPLETED".equals(get(lost.mergeId()).path("state")));
        Stream.of(Participant.values())
                .forEach(p -> assertEquals(
                        EdgeState.ACTIVE, participants.state(p, lost.mergeId()).orElseThrow()));
        assertEquals(List.of(), participants.violations());
        assertEquals(0, traces(lost.mergeId()));
    }

    @Test
    @DisplayName(
            "Hole 7: a merge set back to before its pivot, and aborted, is rolled forward when a redirect is found active")
    void setBackIsRolledForward() {
        // Given: RETIRE is lost, so that the merge still lives while redirects are active
        participants.manner(Participant.CUSTOMER, MergeStep.RETIRE, Manner.DEAF);
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        await("the last step", () -> "RETIRING".equals(state(id)));
        participants.reset();

        // When: as a backup has it, taken a minute before the pivot; customer-service
        // undoes its part before it is known
        QuarkusTransaction.requiringNew().run(() -> {
            var live = tables.lock(List.of(id)).get(id);
            var dispatched = MergeTransitions.decide(
                    MergeTransitions.open().progress(),
                    new MergeEvent.Dispatched(tables.now().minusSeconds(61)));
            tables.update(Map.of(new LiveMerge(live.merge(), dispatched.progress(), null), Instant.EPOCH));
        });

        // Then
        await("the end", () -> "COMPLETED".equals(state(id)));
        assertTrue(participants.asked(Participant.ORDER, id).contains(MergeStep.UNDO));
        Stream.of(Participant.values())
                .forEach(p ->
                        assertEquals(EdgeState.ACTIVE, participants.state(p, id).orElseThrow()));
        get(id).then().body("error", nullValue()).body("progress.stepsDone", equalTo(8));
        assertEquals(0, traces(id));
        await("customer.merged", () -> !events.of(id).isEmpty());
    }

    @Test
    @DisplayName("Hole 7: a participant set back is led to the end of a completed merge, with the survivor's details")
    void inDoubtAboutCompleted() {
        for (var setBack : Participant.values()) {
            var id = MergeId.of(merge(customers.individual(SHOP), customers.individual(SHOP))
                    .path("id"));
            var known = participants.lastCommand(setBack, id);
            participants.know(setBack, known, EdgeState.PENDING);
            participants.askInDoubt(setBack, id);
            await(
                    setBack + " to be active",
                    () -> participants.state(setBack, id).orElseThrow() == EdgeState.ACTIVE);
            var details = participants.lastCommand(setBack, id).details();
            assertEquals(setBack == Participant.ORDER ? "花子" : null, details == null ? null : details.givenName());
        }
        assertEquals(List.of(), participants.violations());
    }

    @Test
    @DisplayName("Hole 7: a merge made again is not looked for any longer, whoever else asks in the same poll")
    void askedWhileMadeAgain() {
        var known = new MergeReply.KnownMerge(
                new ShopId(SHOP), CustomerId.next(), List.of(CustomerId.next()), EdgeState.ACTIVE);
        var id = MergeId.next();
        var pending = new MergeReply.KnownMerge(known.shopId(), known.survivor(), known.sources(), EdgeState.PENDING);

        QuarkusTransaction.requiringNew()
                .run(() -> unknownMerges.hear(
                        List.of(
                                new Said(Participant.LEAD, MergeStep.PREPARE, MergeReply.inDoubt(id, pending)),
                                new Said(Participant.ORDER, MergeStep.PROBE, MergeReply.known(id, known)),
                                new Said(Participant.BLACKLIST, MergeStep.PREPARE, MergeReply.inDoubt(id, pending))),
                        Instant.now()));
        assertEquals(0, count("SELECT count(*) FROM merge_recovery WHERE merge_id = ?", id));

        // Another replica, which waited for the first, has begun anew.
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle()
                        .execute(
                                "INSERT INTO merge_recovery (merge_id, answers, next_action_at)"
                                        + " VALUES (?, '{}'::jsonb, 'infinity')",
                                id.value()));
        await("the end", () -> "COMPLETED".equals(state(id)));
        await(
                "the recovery to be forgotten",
                () -> count("SELECT count(*) FROM merge_recovery WHERE merge_id = ?", id) == 0);
    }

    @Test
    @DisplayName("SG-06 the loser of a race is told the winner, also when the winner ends before the loser looks")
    void winnerThatHasJustEnded() {
        var survivor = customers.individual(SHOP);
        var source = customers.individual(SHOP);
        merge(survivor, customers.individual(SHOP)).then().body("state", equalTo("COMPLETED"));
        var last =
                new MergeTables.Holder(UUID.fromString(merge(survivor, source).path("id")), false);

        QuarkusTransaction.requiringNew()
                .run(() -> assertEquals(
                        Map.of(survivor.id(), last, source.id(), last),
                        tables.holders(List.of(survivor.id(), source.id()))));
    }

    @Test
    @DisplayName("SG-08, hole 8: a lost topic of events is made again with the same ids")
    void republished() {
        var id = MergeId.of(
                merge(customers.individual(SHOP), customers.individual(SHOP)).path("id"));
        await("the relay to be empty", () -> count("SELECT count(*) FROM outbox") == 0);
        await("customer.merged", () -> !events.of(id).isEmpty());
        // The subscriber forgets what it has had, as if the topic and it were new.
        QuarkusTransaction.requiringNew()
                .run(() -> db.handle().execute("DELETE FROM inbox WHERE message_id = ?", id.value()));
        topic.republish(outbox);
        await("the event again", () -> events.of(id).size() == 2);
        assertEquals(events.of(id).get(0), events.of(id).get(1));
    }

    @Test
    @DisplayName("SG-05 two replicas sweep side by side and never take the same merge")
    void twoSweeps() {
        participants.manner(Participant.LEAD, MergeStep.REASSIGN, Manner.DEAF);
        var id = begin(customers.individual(SHOP), customers.individual(SHOP));
        await("the pivot", () -> get(id).<Integer>path("progress.stepsDone") == 6);
        var soon = Instant.now().plus(Duration.ofDays(1));
        QuarkusTransaction.requiringNew().run(() -> {
            var one = tables.lockDue(soon, 500).keySet();
            assertTrue(one.contains(id));
            // Merges of other tests may live; what a reply held when the first looked, the other may take.
            var other = QuarkusTransaction.requiringNew()
                    .call(() -> tables.lockDue(soon, 500).keySet());
            assertTrue(Collections.disjoint(one, other), other::toString);
        });
        participants.reset();
        await("the end", () -> "COMPLETED".equals(state(id)));
    }

    private MergeCommand lostMerge() {
        return new MergeCommand(
                MergeId.next(), new ShopId(SHOP), CustomerId.next(), List.of(CustomerId.next()), null, null);
    }

    /** Makes all that a merge has begun so much older, and the merge due. */
    private void age(MergeId id, long millis) {
        QuarkusTransaction.requiringNew().run(() -> {
            var live = tables.lock(List.of(id)).get(id);
            var progress = live.progress();
            var older = progress.changed(
                    progress.legs().keySet(),
                    leg -> new LegProgress(
                            leg.attempts(), leg.startedAt().minusMillis(millis), leg.endedAt(), leg.counts()));
            tables.update(Map.of(new LiveMerge(live.merge(), older, live.details()), Instant.EPOCH));
        });
    }
}
