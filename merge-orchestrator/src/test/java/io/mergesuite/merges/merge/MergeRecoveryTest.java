package io.mergesuite.merges.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeReply.KnownMerge;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merges.merge.MergeRecovery.Effect;
import io.mergesuite.merges.merge.MergeRecovery.Event;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Hole 7: an unknown merge is undone, unless some participant shows an active redirect. */
class MergeRecoveryTest {

    private final KnownMerge pending = known(EdgeState.PENDING);

    @Test
    @DisplayName("Hole 7: who has not answered is asked")
    void probes() {
        var asked = MergeRecovery.begin(pending).decide(new Event.Asked());
        assertEquals(
                Stream.of(Participant.values())
                        .<Effect>map(to -> new Effect.Probe(to, pending))
                        .toList(),
                asked.effects());

        var one = asked.recovery().decide(new Event.Told(Participant.CUSTOMER, null));
        assertEquals(3, one.recovery().decide(new Event.Asked()).effects().size());
    }

    @Test
    @DisplayName("Hole 7: all have answered and none is active: it is taken back everywhere")
    void undone() {
        var recovery = MergeRecovery.begin(pending);
        for (var participant : List.of(Participant.CUSTOMER, Participant.ORDER, Participant.LEAD)) {
            var decision = recovery.decide(new Event.Told(participant, pending));
            assertEquals(List.of(), decision.effects());
            recovery = decision.recovery();
        }
        var last = recovery.decide(new Event.Told(Participant.BLACKLIST, null));
        assertEquals(List.of(new Effect.UndoAll(pending)), last.effects());
        assertNull(last.recovery());
    }

    @Test
    @DisplayName("Hole 7: one active redirect proves the pivot, whatever others have told; the merge is made again")
    void rolledForward() {
        var told = MergeRecovery.begin(pending)
                .decide(new Event.Told(Participant.CUSTOMER, pending))
                .recovery()
                .decide(new Event.Told(Participant.LEAD, known(EdgeState.ACTIVE)));
        assertEquals(List.of(new Effect.Recreate(pending)), told.effects());
        assertNull(told.recovery());
    }

    private static KnownMerge known(EdgeState state) {
        return new KnownMerge(new ShopId("tokyo"), CustomerId.next(), List.of(CustomerId.next()), state);
    }
}
