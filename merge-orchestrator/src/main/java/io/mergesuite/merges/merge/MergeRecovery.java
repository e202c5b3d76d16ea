package io.mergesuite.merges.merge;

import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeReply.KnownMerge;
import io.mergesuite.contracts.merge.Participant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What to do about a merge that a participant speaks of and the orchestrator does not know (hole 7), because it was restored to
 * an earlier instant. One active redirect proves that the pivot had passed, and the merge is made again and rolled forward; if
 * all have answered and none is active it is taken back everywhere. Pure.
 *
 * @param answered who has told that its redirects are not active
 * @param merge its customers, as told by whoever spoke of it first
 */
public record MergeRecovery(Set<Participant> answered, KnownMerge merge) {

    /** What can happen to it. */
    public sealed interface Event {
        /** A participant asks, or an answer is overdue. */
        record Asked() implements Event {}

        /** A participant tells what it knows: null if nothing. */
        record Told(Participant by, KnownMerge known) implements Event {}
    }

    /** What it causes. */
    public sealed interface Effect {
        /** Ask this participant what it knows. */
        record Probe(Participant to, KnownMerge merge) implements Effect {}

        /** Make the merge again, past its pivot. */
        record Recreate(KnownMerge merge) implements Effect {}

        /** Take it back everywhere, and forget it: who misses the command asks again. */
        record UndoAll(KnownMerge merge) implements Effect {}
    }

    /** What the event has led to; {@code recovery} is null once the matter is settled. */
    public record Decision(MergeRecovery recovery, List<Effect> effects) {}

    public MergeRecovery {
        answered = Set.copyOf(answered);
    }

    /** A participant speaks of a merge that is not known here. */
    public static MergeRecovery begin(KnownMerge merge) {
        return new MergeRecovery(Set.of(), merge);
    }

    /** What the event does. */
    public Decision decide(Event event) {
        return switch (event) {
            case Event.Asked ignored -> new Decision(this, probe());
            case Event.Told told -> told(told);
        };
    }

    private Decision told(Event.Told told) {
        if (told.known() != null && told.known().state() == EdgeState.ACTIVE) {
            return new Decision(null, List.of(new Effect.Recreate(merge)));
        }
        var all = EnumSet.of(told.by());
        all.addAll(answered);
        return all.size() == Participant.values().length
                ? new Decision(null, List.of(new Effect.UndoAll(merge)))
                : new Decision(new MergeRecovery(all, merge), List.of());
    }

    private List<Effect> probe() {
        return Stream.of(Participant.values())
                .filter(participant -> !answered.contains(participant))
                .<Effect>map(participant -> new Effect.Probe(participant, merge))
                .toList();
    }
}
