package io.mergesuite.merges.merge;

import io.mergesuite.contracts.merge.MergeStep;
import java.util.Optional;

/** Where a merge stands; public in the API. */
public enum MergeState {
    /** Stored with its claims; no command is written yet. Only seen in the transaction that opens and dispatches a merge. */
    REQUESTED(null),
    /** The prepare commands are written. */
    PREPARING(MergeStep.PREPARE),
    /** The pivot: all are prepared, the reassign commands are written; only forward from here. */
    COMMITTED(MergeStep.REASSIGN),
    /** The first reply to reassign has come. */
    REASSIGNING(MergeStep.REASSIGN),
    /** All rows have moved; customer-service retires the sources. */
    RETIRING(MergeStep.RETIRE),
    /** Ended: every source is merged into the survivor. */
    COMPLETED(null),
    /** Refused, timed out or asked to stop before the pivot; what was prepared is being taken back. */
    ABORTING(MergeStep.UNDO),
    /** Ended: everything as before. */
    ABORTED(null);

    private final MergeStep step;

    MergeState(MergeStep step) {
        this.step = step;
    }

    /** The step whose answers this state waits for. */
    public Optional<MergeStep> step() {
        return Optional.ofNullable(step);
    }

    /** Whether the merge is over. */
    public boolean ended() {
        return this == COMPLETED || this == ABORTED;
    }

    /** Whether the merge can still be aborted. */
    public boolean beforePivot() {
        return this == REQUESTED || this == PREPARING;
    }

    /** Whether the merge has passed the point of no return, ended or not. */
    public boolean committed() {
        return rollingForward() || this == COMPLETED;
    }

    /** Whether the merge has passed the point of no return and has not ended. */
    public boolean rollingForward() {
        return this == COMMITTED || this == REASSIGNING || this == RETIRING;
    }
}
