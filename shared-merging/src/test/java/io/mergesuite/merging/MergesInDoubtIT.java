package io.mergesuite.merging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

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
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A participant that waits too long asks, and tells what it knows (hole 7). */
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
class MergesInDoubtIT {

    @Inject
    Stage stage;

    @Test
    @DisplayName("Hole 7: a merge that stays prepared is asked about, again and again")
    void aMergeThatStaysPreparedIsAskedAbout() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer(), stage.customer());
        stage.send(MergeStep.PREPARE, merge);

        Await.until("it is asked about twice", () -> questions(merge).size() >= 2);

        KnownMerge known = questions(merge).getFirst().known();
        assertEquals(Set.copyOf(merge.sources()), Set.copyOf(known.sources()));
        assertEquals(merge.survivor(), known.survivor());
        assertEquals(EdgeState.PENDING, known.state());
    }

    @Test
    @DisplayName("Hole 7: a probe tells what is known, and changes nothing")
    void aProbeTellsWhatIsKnown() {
        MergeCommand merge = Stage.merge(stage.customer(), stage.customer());

        MergeReply nothing = stage.send(MergeStep.PROBE, merge).getFirst();
        stage.send(MergeStep.PREPARE, merge);
        MergeReply pending = stage.send(MergeStep.PROBE, merge).getFirst();
        stage.send(MergeStep.REASSIGN, merge);
        MergeReply active = stage.send(MergeStep.PROBE, merge).getFirst();

        assertNull(nothing.known());
        assertEquals(EdgeState.PENDING, pending.known().state());
        assertEquals(EdgeState.ACTIVE, active.known().state());
    }

    private List<MergeReply> questions(MergeCommand merge) {
        return stage.repliesAbout(merge.mergeId()).stream()
                .filter(reply -> reply.outcome() == Outcome.IN_DOUBT)
                .toList();
    }
}
