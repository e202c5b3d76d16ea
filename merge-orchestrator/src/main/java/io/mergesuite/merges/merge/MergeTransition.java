package io.mergesuite.merges.merge;

import static io.mergesuite.merges.merge.MergeState.ABORTED;
import static io.mergesuite.merges.merge.MergeState.ABORTING;
import static io.mergesuite.merges.merge.MergeState.COMMITTED;
import static io.mergesuite.merges.merge.MergeState.COMPLETED;
import static io.mergesuite.merges.merge.MergeState.PREPARING;
import static io.mergesuite.merges.merge.MergeState.REASSIGNING;
import static io.mergesuite.merges.merge.MergeState.REQUESTED;
import static io.mergesuite.merges.merge.MergeState.RETIRING;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The transition table of a merge, as data: {@link MergeTransitions} can take no step that does not stand here, and the
 * picture in {@code docs/merge-states.md} is drawn from it.
 */
public enum MergeTransition {
    OPEN(List.of(), "opened", REQUESTED, "claims"),
    RECREATE(
            List.of(),
            "unknown, and a participant shows its redirects active",
            COMMITTED,
            "claims, RECOVER to all four"),
    DISPATCH(List.of(REQUESTED), "dispatched", PREPARING, "PREPARE to all four"),
    ABORT(List.of(REQUESTED, PREPARING), "refused, timed out or asked to stop", ABORTING, "UNDO to all four"),
    PREPARED_BY_ONE(List.of(PREPARING), "prepared by one", PREPARING, "–"),
    PIVOT(List.of(PREPARING), "prepared by the last", COMMITTED, "the pivot: REASSIGN to order, lead, blacklist"),
    MOVING(List.of(COMMITTED, REASSIGNING), "rows are moving", REASSIGNING, "–"),
    RECOVER(
            List.of(ABORTING, COMMITTED, REASSIGNING, RETIRING),
            "can't be undone, or was undone, past its pivot",
            COMMITTED,
            "RECOVER to all four"),
    RECOVERED_BY_ONE(List.of(COMMITTED), "recovered by one", null, "–"),
    RECOVERED_BY_ALL(List.of(COMMITTED), "recovered by the last", null, "REASSIGN to order, lead, blacklist"),
    REASSIGNED_BY_ONE(List.of(COMMITTED, REASSIGNING), "reassigned by one", REASSIGNING, "–"),
    REASSIGNED_BY_ALL(List.of(REASSIGNING), "reassigned by the last", RETIRING, "RETIRE to customer"),
    RETIRED(List.of(RETIRING), "retired", COMPLETED, "claims go, customer.merged"),
    UNDONE_BY_ONE(List.of(ABORTING), "undone by one", ABORTING, "–"),
    UNDONE_BY_ALL(List.of(ABORTING), "undone by the last", ABORTED, "claims go, merge.failed"),
    REMIND(
            List.of(PREPARING, COMMITTED, REASSIGNING, RETIRING, ABORTING),
            "answer overdue, or asked by who owes it",
            null,
            "the same commands again"),
    STALL(List.of(COMMITTED, REASSIGNING, RETIRING), "long after the pivot", null, "stalled"),
    ANSWER_LATE(
            List.of(ABORTED, COMPLETED),
            "asked by who is in doubt",
            null,
            "UNDO if aborted, else RETIRE, or REASSIGN with the details that customer tells again"),
    IGNORE(List.of(MergeState.values()), "late, repeated or unexpected", null, "–");

    @SuppressWarnings("ImmutableEnumChecker") // written once, here, and only copies are given away
    private final Set<MergeState> from;

    private final String event;
    private final MergeState to;
    private final String effect;

    MergeTransition(List<MergeState> from, String event, MergeState to, String effect) {
        this.from = from.isEmpty() ? EnumSet.noneOf(MergeState.class) : EnumSet.copyOf(from);
        this.event = event;
        this.to = to;
        this.effect = effect;
    }

    /** The states it starts from; empty for what makes a merge. */
    public Set<MergeState> from() {
        return EnumSet.copyOf(from);
    }

    /** The state it leads to; empty if the state stays. */
    public Optional<MergeState> to() {
        return Optional.ofNullable(to);
    }

    /** What happens, in words. */
    public String event() {
        return event;
    }

    /** What it causes, in words. */
    public String effect() {
        return effect;
    }

    /** Whether it may lead from one state to the other; {@code before} is null for what makes a merge. */
    boolean allows(MergeState before, MergeState after) {
        boolean starts = before == null ? from.isEmpty() : from.contains(before);
        return starts && after == (to == null ? before : to);
    }
}
