package io.mergesuite.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeCommand;
import io.mergesuite.contracts.merge.MergeReply;
import io.mergesuite.contracts.merge.MergeReply.KnownMerge;
import io.mergesuite.contracts.merge.MergeReply.Outcome;
import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.localstack.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands that come again, late, or before the one they follow (holes 5 and 6, SG-08). */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class CommandsAgainIT {

    @Inject
    Stage stage;

    @Inject
    CustomerReferences references;

    @Test
    @DisplayName("SG-05, hole 6: a command that is asked again is answered again, with the counts of the first time")
    void aCommandThatIsAskedAgainIsAnsweredAgain() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer(), stage.customer());
        merge.sources().forEach(stage::purchase);
        stage.purchase(merge.sources().getFirst());

        MergeReply prepared = stage.send(MergeStep.PREPARE, merge).getFirst();
        MergeReply preparedAgain = stage.send(MergeStep.PREPARE, merge).getFirst();
        MergeReply reassigned = stage.send(MergeStep.REASSIGN, merge).getFirst();
        MergeReply reassignedAgain = stage.send(MergeStep.REASSIGN, merge).getFirst();

        assertEquals(MergeReply.done(merge.mergeId(), Map.of("purchases", 3L)), prepared);
        assertEquals(prepared, preparedAgain);
        assertEquals(prepared, reassigned, "as many were moved as were counted");
        assertEquals(reassigned, reassignedAgain);
    }

    // The handler is called without an inbox, as if that had been purged: the edges alone
    // keep a replay from taking effect.
    @Test
    @DisplayName("Hole 5: replayed after everything else was purged, a command changes nothing")
    void aReplayChangesNothing() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        CustomerId source = merge.sources().getFirst();
        UUID order = stage.purchase(source);
        MergeReply answered = stage.complete(merge);
        String before = stage.text("SELECT to_jsonb(p)::text FROM purchase p WHERE id = :id", Map.of("id", order));

        assertEquals(
                Outcome.DONE, stage.send(MergeStep.PREPARE, merge).getFirst().outcome());
        assertEquals(
                answered, stage.send(MergeStep.REASSIGN, merge).getFirst(), "what it has moved stands in its edge");

        assertEquals(
                before, stage.text("SELECT to_jsonb(p)::text FROM purchase p WHERE id = :id", Map.of("id", order)));
        assertEquals(merge.survivor(), references.leadsTo(source));
    }

    @Test
    @DisplayName("Hole 5: an undo that comes first refuses the prepare it undoes")
    void anUndoThatComesFirstRefusesThePrepare() {
        MergeCommand merge = Stage.merge(stage.customer(), CustomerId.next());

        MergeReply undone = stage.send(MergeStep.UNDO, merge).getFirst();
        MergeReply refused = stage.send(MergeStep.PREPARE, merge).getFirst();

        assertEquals(Outcome.DONE, undone.outcome());
        assertEquals(MergeReply.refused(merge.mergeId(), "merge-undone", null), refused);
    }

    @Test
    @DisplayName("SG-02, hole 4: an undo keeps the edges, so that a prepare that comes after it is refused")
    void anUndoIsKept() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        stage.send(MergeStep.PREPARE, merge);

        stage.send(MergeStep.UNDO, merge);
        MergeReply refused = stage.send(MergeStep.PREPARE, merge).getFirst();

        assertEquals(MergeReply.refused(merge.mergeId(), "merge-undone", null), refused);
        assertEquals(
                "UNDONE",
                stage.text("SELECT state FROM merge_edge WHERE merge_id = :merge", Map.of("merge", merge.mergeId())));
    }

    @Test
    @DisplayName("Hole 5: a prepare older than the purge horizon, of which nothing is known, is refused")
    void anExpiredPrepareIsRefused() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        MergeCommand old = new MergeCommand(
                new MergeId(UuidCreator.getTimeOrderedEpoch(Instant.now().minus(Duration.ofDays(15)))),
                merge.shopId(),
                merge.survivor(),
                merge.sources(),
                null,
                null);

        assertEquals(
                MergeReply.refused(old.mergeId(), "merge-expired", null),
                stage.send(MergeStep.PREPARE, old).getFirst());
    }

    @Test
    @DisplayName("After the pivot nothing is refused: a reassign whose prepare was lost is carried out")
    void aReassignWithoutItsPrepareIsCarriedOut() {
        MergeCommand merge = Stage.merge(CustomerId.next(), stage.customer());
        UUID order = stage.purchase(merge.sources().getFirst());

        MergeReply reply = stage.send(MergeStep.REASSIGN, merge).getFirst();

        assertEquals(MergeReply.done(merge.mergeId(), Map.of("purchases", 1L)), reply);
        assertEquals(merge.survivor(), stage.ownerOf(order));
    }

    @Test
    @DisplayName("SG-06, CM-11: of two merges that share a customer the later is refused, opposite and late ones too")
    void ofTwoMergesThatShareACustomerTheLaterIsRefused() {
        CustomerId a = stage.customer();
        CustomerId b = stage.customer();
        CustomerId c = stage.customer();
        MergeCommand first = Stage.merge(a, b);
        stage.send(MergeStep.PREPARE, first);

        assertEquals(
                "customer-merging",
                stage.send(MergeStep.PREPARE, Stage.merge(c, b)).getFirst().code());
        assertEquals(
                "customer-merging",
                stage.send(MergeStep.PREPARE, Stage.merge(b, a)).getFirst().code());
        stage.send(MergeStep.REASSIGN, first);
        MergeReply merged = stage.send(MergeStep.PREPARE, Stage.merge(c, b)).getFirst();

        assertEquals("customer-merged", merged.code());
        assertEquals(b, merged.subject());
    }

    @Test
    @DisplayName("Of one poll each merge is judged alone, and in the order in which its commands came")
    void eachMergeOfAPollIsJudgedAlone() {
        CustomerId shared = stage.customer();
        MergeCommand good = Stage.merge(stage.customer(), shared);
        MergeCommand bad = Stage.merge(stage.customer(), shared);
        MergeCommand other = Stage.merge(stage.customer(), stage.customer());

        List<MergeReply> replies = stage.send(MergeStep.PREPARE, good, bad, other, good);

        assertEquals(
                List.of(Outcome.DONE, Outcome.DONE, Outcome.REFUSED, Outcome.DONE),
                List.of(
                        outcome(replies, good),
                        outcome(replies, other),
                        outcome(replies, bad),
                        replies.getLast().outcome()));
        assertEquals(4, replies.size());
    }

    @Test
    @DisplayName("Hole 7: an undo of what is active is refused, tells so, and changes nothing")
    void anUndoOfWhatIsActiveIsRefused() {
        MergeCommand done = Stage.merge(stage.customer(), stage.customer());
        UUID order = stage.purchase(done.sources().getFirst());
        stage.complete(done);
        MergeCommand open = Stage.merge(stage.customer(), stage.customer());
        stage.send(MergeStep.PREPARE, open);

        List<MergeReply> replies = stage.send(MergeStep.UNDO, done, open);

        assertEquals(
                List.of(
                        MergeReply.active(
                                done.mergeId(),
                                new KnownMerge(Stage.SHOP, done.survivor(), done.sources(), EdgeState.ACTIVE)),
                        MergeReply.done(open.mergeId(), Map.of())),
                replies);
        assertEquals(done.survivor(), stage.ownerOf(order));
    }

    @Test
    @DisplayName("Hole 7: what was undone though the merge has happened is prepared once more, and goes its way")
    void whatWasUndoneIsRecovered() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());
        CustomerId source = merge.sources().getFirst();
        stage.send(MergeStep.PREPARE, merge);
        stage.send(MergeStep.UNDO, merge);
        UUID meanwhile = stage.purchase(source);

        MergeReply refused = stage.send(MergeStep.REASSIGN, merge).getFirst();
        MergeReply recovered = stage.send(MergeStep.RECOVER, merge).getFirst();
        MergeReply again = stage.send(MergeStep.RECOVER, merge).getFirst();
        assertEquals(source, stage.ownerOf(meanwhile));
        MergeReply reassigned = stage.send(MergeStep.REASSIGN, merge).getFirst();

        assertEquals(MergeReply.refused(merge.mergeId(), "merge-undone", null), refused);
        assertEquals(MergeReply.done(merge.mergeId(), Map.of("purchases", 1L)), recovered);
        assertEquals(recovered, again);
        assertEquals(recovered, reassigned);
        assertEquals(merge.survivor(), stage.ownerOf(meanwhile));
        assertEquals(merge.survivor(), references.leadsTo(source));
    }

    @Test
    @DisplayName("A command for another participant fails, so that it becomes a dead letter")
    void aCommandForAnotherFails() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());

        assertThrows(IllegalArgumentException.class, () -> stage.send(MergeStep.RETIRE, merge));
    }

    private static Outcome outcome(List<MergeReply> replies, MergeCommand merge) {
        return replies.stream()
                .filter(reply -> reply.mergeId().equals(merge.mergeId()))
                .findFirst()
                .orElseThrow()
                .outcome();
    }
}
