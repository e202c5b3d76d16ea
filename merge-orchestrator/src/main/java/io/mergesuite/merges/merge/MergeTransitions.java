package io.mergesuite.merges.merge;

import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import io.mergesuite.merges.merge.MergeEffect.Complete;
import io.mergesuite.merges.merge.MergeEffect.Fail;
import io.mergesuite.merges.merge.MergeEffect.Send;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The rules of the saga: what a merge does when something happens to it. Pure: no clock, no database, no framework. Every
 * decision is one row of {@link MergeTransition}.
 *
 * <p>Before the pivot a merge can only be refused or taken back, after it only go forward. An event that does not fit the
 * state is late or repeated, and changes nothing (SG-08).
 */
public final class MergeTransitions {

    /** A merge whose commands were not answered in time is aborted under this code. */
    public static final String PARTICIPANT_UNAVAILABLE = "participant-unavailable";

    /** A merge that a person has stopped before the pivot ends under this code. */
    public static final String ABORTED_ON_REQUEST = "aborted-on-request";

    private MergeTransitions() {}

    /**
     * What became of a merge.
     *
     * @param transition the row of the table
     * @param effects to be carried out in the transaction that stores {@code progress}
     */
    public record Decision(MergeTransition transition, MergeProgress progress, List<MergeEffect> effects) {}

    /** A new merge, to be dispatched in the same transaction. */
    public static Decision open() {
        return take(MergeTransition.OPEN, null, MergeProgress.requested(), List.of());
    }

    /** A merge that the orchestrator has lost and whose pivot is proven by an active redirect (hole 7). */
    public static Decision recreate(Instant at) {
        return recover(MergeTransition.RECREATE, null, MergeProgress.requested(), at);
    }

    /** What the event does to the merge. */
    public static Decision decide(MergeProgress merge, MergeEvent event) {
        return switch (event) {
            case MergeEvent.Dispatched e -> dispatched(merge, e);
            case MergeEvent.Prepared e -> prepared(merge, e);
            case MergeEvent.Refused e ->
                merge.awaits(new Leg(MergeStep.PREPARE, e.by()))
                        ? abort(merge, new MergeFailure(e.code(), e.subject()), e.at())
                        : ignore(merge);
            case MergeEvent.Moving e -> moving(merge, e);
            case MergeEvent.Reassigned e -> reassigned(merge, e);
            case MergeEvent.Retired e -> retired(merge, e);
            case MergeEvent.Undone e -> undone(merge, e);
            case MergeEvent.FoundActive e -> found(merge, new Leg(MergeStep.UNDO, e.by()), e.at());
            case MergeEvent.FoundUnprepared e -> found(merge, new Leg(e.step(), e.by()), e.at());
            case MergeEvent.Recovered e -> recovered(merge, e);
            case MergeEvent.InDoubt e -> inDoubt(merge, e.by());
            case MergeEvent.DueAgain ignored -> remind(merge, merge.awaited());
            case MergeEvent.PrepareTimedOut e ->
                merge.state() == MergeState.PREPARING
                        ? abort(merge, new MergeFailure(PARTICIPANT_UNAVAILABLE, null), e.at())
                        : ignore(merge);
            case MergeEvent.Overdue ignored ->
                merge.state().rollingForward() && !merge.stalled()
                        ? take(MergeTransition.STALL, merge, merge.stall(), List.of())
                        : ignore(merge);
            case MergeEvent.AbortAsked e ->
                merge.state().beforePivot()
                        ? abort(merge, new MergeFailure(ABORTED_ON_REQUEST, null, e.by()), e.at())
                        : ignore(merge);
        };
    }

    private static Decision dispatched(MergeProgress merge, MergeEvent.Dispatched event) {
        return merge.state() == MergeState.REQUESTED
                ? begin(MergeTransition.DISPATCH, merge, MergeState.PREPARING, event.at())
                : ignore(merge);
    }

    private static Decision prepared(MergeProgress merge, MergeEvent.Prepared event) {
        var leg = new Leg(MergeStep.PREPARE, event.by());
        if (!merge.awaits(leg)) {
            return ignore(merge);
        }
        var noted = merge.changed(List.of(leg), l -> l.ended(event.at(), event.counts()))
                .losing(event.losingFields());
        return noted.awaited().isEmpty()
                ? begin(MergeTransition.PIVOT, merge, noted, MergeState.COMMITTED, event.at())
                : take(MergeTransition.PREPARED_BY_ONE, merge, noted, List.of());
    }

    private static Decision moving(MergeProgress merge, MergeEvent.Moving event) {
        var leg = new Leg(MergeStep.REASSIGN, event.by());
        if (!merge.awaits(leg)) {
            return ignore(merge);
        }
        var noted = merge.changed(List.of(leg), l -> l.counted(event.counts())).in(MergeState.REASSIGNING);
        return take(MergeTransition.MOVING, merge, noted, List.of());
    }

    private static Decision reassigned(MergeProgress merge, MergeEvent.Reassigned event) {
        var leg = new Leg(MergeStep.REASSIGN, event.by());
        if (!merge.awaits(leg)) {
            return ignore(merge);
        }
        var noted = merge.changed(List.of(leg), l -> l.ended(event.at(), event.counts()));
        return noted.awaited().isEmpty()
                ? begin(MergeTransition.REASSIGNED_BY_ALL, merge, noted, MergeState.RETIRING, event.at())
                : take(MergeTransition.REASSIGNED_BY_ONE, merge, noted.in(MergeState.REASSIGNING), List.of());
    }

    private static Decision retired(MergeProgress merge, MergeEvent.Retired event) {
        var leg = new Leg(MergeStep.RETIRE, Participant.CUSTOMER);
        if (!merge.awaits(leg)) {
            return ignore(merge);
        }
        var noted = merge.changed(List.of(leg), l -> l.ended(event.at(), event.counts()))
                .losing(event.losingFields());
        return take(MergeTransition.RETIRED, merge, noted.in(MergeState.COMPLETED), List.of(new Complete()));
    }

    private static Decision undone(MergeProgress merge, MergeEvent.Undone event) {
        var leg = new Leg(MergeStep.UNDO, event.by());
        if (!merge.awaits(leg)) {
            return ignore(merge);
        }
        var noted = merge.changed(List.of(leg), l -> l.ended(event.at(), l.counts()));
        return noted.awaited().isEmpty()
                ? take(MergeTransition.UNDONE_BY_ALL, merge, noted.in(MergeState.ABORTED), List.of(new Fail()))
                : take(MergeTransition.UNDONE_BY_ONE, merge, noted, List.of());
    }

    /** A participant was found in a state that only a merge past its pivot, and a restored database, can leave (hole 7). */
    private static Decision found(MergeProgress merge, Leg asked, Instant at) {
        return merge.awaits(asked) ? recover(MergeTransition.RECOVER, merge, merge, at) : ignore(merge);
    }

    private static Decision recover(MergeTransition transition, MergeProgress before, MergeProgress known, Instant at) {
        return take(transition, before, known.recover(at), send(Leg.of(MergeStep.RECOVER)));
    }

    private static Decision recovered(MergeProgress merge, MergeEvent.Recovered event) {
        if (merge.state() == MergeState.COMPLETED && event.by() == Participant.CUSTOMER) {
            return answerLate(merge, Leg.of(MergeStep.REASSIGN));
        }
        var leg = new Leg(MergeStep.RECOVER, event.by());
        if (!merge.awaits(leg)) {
            return ignore(merge);
        }
        var noted = merge.changed(List.of(leg), l -> l.ended(event.at(), event.counts()))
                .losing(event.losingFields());
        // Legs of REASSIGN that were begun before are not waited for: they are begun again.
        return noted.step().equals(merge.step())
                ? take(MergeTransition.RECOVERED_BY_ONE, merge, noted, List.of())
                : begin(MergeTransition.RECOVERED_BY_ALL, merge, noted, MergeState.COMMITTED, event.at());
    }

    private static Decision inDoubt(MergeProgress merge, Participant by) {
        return switch (merge.state()) {
            case ABORTED -> answerLate(merge, List.of(new Leg(MergeStep.UNDO, by)));
            // Whoever moves rows needs the survivor's details, which have gone here: customer-service tells them again.
            case COMPLETED ->
                answerLate(
                        merge,
                        List.of(new Leg(
                                by == Participant.CUSTOMER ? MergeStep.RETIRE : MergeStep.RECOVER,
                                Participant.CUSTOMER)));
            case REQUESTED, PREPARING, COMMITTED, REASSIGNING, RETIRING, ABORTING ->
                remind(
                        merge,
                        merge.awaited().stream()
                                .filter(leg -> leg.participant() == by)
                                .toList());
        };
    }

    private static Decision answerLate(MergeProgress merge, List<Leg> legs) {
        return take(MergeTransition.ANSWER_LATE, merge, merge, send(legs));
    }

    private static Decision remind(MergeProgress merge, List<Leg> legs) {
        return legs.isEmpty()
                ? ignore(merge)
                : take(MergeTransition.REMIND, merge, merge.changed(legs, LegProgress::again), send(legs));
    }

    private static Decision abort(MergeProgress merge, MergeFailure why, Instant at) {
        return begin(MergeTransition.ABORT, merge, merge.failed(why), MergeState.ABORTING, at);
    }

    private static Decision begin(MergeTransition transition, MergeProgress before, MergeState next, Instant at) {
        return begin(transition, before, before, next, at);
    }

    private static Decision begin(
            MergeTransition transition, MergeProgress before, MergeProgress noted, MergeState next, Instant at) {
        var step = next.step().orElseThrow();
        return take(transition, before, noted.in(next).begin(step, at), send(Leg.of(step)));
    }

    private static Decision ignore(MergeProgress merge) {
        return take(MergeTransition.IGNORE, merge, merge, List.of());
    }

    private static List<MergeEffect> send(Collection<Leg> legs) {
        return legs.stream()
                .<MergeEffect>map(leg -> new Send(leg.step(), leg.participant()))
                .toList();
    }

    private static Decision take(
            MergeTransition transition, MergeProgress before, MergeProgress after, List<MergeEffect> effects) {
        if (!transition.allows(before == null ? null : before.state(), after.state())) {
            throw new IllegalStateException(transition + " does not lead from "
                    + (before == null ? "nothing" : before.state()) + " to " + after.state());
        }
        return new Decision(transition, after, effects);
    }
}
