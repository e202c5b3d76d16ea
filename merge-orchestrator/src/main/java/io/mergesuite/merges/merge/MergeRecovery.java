package io.mergesuite.merges.merge;

import io.mergesuite.contracts.merge.EdgeState;
import io.mergesuite.contracts.merge.MergeReply.KnownMerge;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.contracts.merge.SurvivorDetails;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What to do about a merge that a participant asks about and the orchestrator does not know (hole 7), because it was restored
 * to an earlier instant. One active redirect proves that the pivot had passed, and the merge is made again and rolled forward;
 * if all have answered and none is active it is taken back everywhere. Pure.
 *
 * @param answers what each participant knows; {@link Answer#NOTHING} if it answered that it knows nothing
 * @param merge its customers, as told by whoever asked
 * @param proven whether an active redirect was seen
 */
public record MergeRecovery(Map<Participant, Answer> answers, KnownMerge merge, boolean proven) {

    /** What a participant has answered. */
    public enum Answer {
        NOTHING,
        PENDING,
        ACTIVE,
        UNDONE
    }

    /** What can happen to it. */
    public sealed interface Event {
        /** A participant asks, or an answer is overdue. */
        record Asked() implements Event {}

        /** A participant tells what it knows: null if nothing; {@code details} is null unless it keeps them. */
        record Told(Participant by, KnownMerge known, SurvivorDetails details) implements Event {}

        /** customer-service has answered the repeated prepare; {@code details} is null if it no longer keeps them. */
        record DetailsTold(SurvivorDetails details) implements Event {}
    }

    /** What it causes. */
    public sealed interface Effect {
        /** Ask this participant what it knows. */
        record Probe(Participant to, KnownMerge merge) implements Effect {}

        /** Ask customer-service for the survivor's final details, by repeating the prepare that it has answered before. */
        record AskDetails(KnownMerge merge) implements Effect {}

        /** Make the merge again, past its pivot. */
        record Recreate(KnownMerge merge, SurvivorDetails details) implements Effect {}

        /** Take it back everywhere, and forget it: who misses the command asks again. */
        record UndoAll(KnownMerge merge) implements Effect {}
    }

    /** What the event has led to; {@code recovery} is null once the matter is settled. */
    public record Decision(MergeRecovery recovery, List<Effect> effects) {}

    public MergeRecovery {
        answers = Map.copyOf(answers);
    }

    /** A participant asks about a merge that is not known here. */
    public static MergeRecovery begin(KnownMerge merge) {
        return new MergeRecovery(Map.of(), merge, false);
    }

    /** What the event does. */
    public Decision decide(Event event) {
        return switch (event) {
            case Event.Asked ignored -> new Decision(this, proven ? List.of(new Effect.AskDetails(merge)) : probe());
            case Event.Told told -> told(told);
            case Event.DetailsTold told ->
                proven
                        ? new Decision(null, List.of(new Effect.Recreate(merge, told.details())))
                        : new Decision(this, List.of());
        };
    }

    private Decision told(Event.Told told) {
        boolean proof = proven || (told.known() != null && told.known().state() == EdgeState.ACTIVE);
        if (proof && told.details() != null) {
            return new Decision(null, List.of(new Effect.Recreate(merge, told.details())));
        }
        var noted = new EnumMap<Participant, Answer>(Participant.class);
        noted.putAll(answers);
        noted.put(told.by(), answer(told.known()));
        if (proof) {
            return new Decision(
                    new MergeRecovery(noted, merge, true), proven ? List.of() : List.of(new Effect.AskDetails(merge)));
        }
        return noted.size() == Participant.values().length
                ? new Decision(null, List.of(new Effect.UndoAll(merge)))
                : new Decision(new MergeRecovery(noted, merge, false), List.of());
    }

    private List<Effect> probe() {
        return Stream.of(Participant.values())
                .filter(participant -> !answers.containsKey(participant))
                .<Effect>map(participant -> new Effect.Probe(participant, merge))
                .toList();
    }

    private static Answer answer(KnownMerge known) {
        return known == null
                ? Answer.NOTHING
                : switch (known.state()) {
                    case PENDING -> Answer.PENDING;
                    case ACTIVE -> Answer.ACTIVE;
                    case UNDONE -> Answer.UNDONE;
                };
    }
}
