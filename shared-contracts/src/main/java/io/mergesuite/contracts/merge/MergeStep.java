package io.mergesuite.contracts.merge;

/** What a participant is asked to do for a merge. One step of one merge is asked for once or more, and done once. */
public enum MergeStep {
    /** Before the pivot. customer-service locks and computes the survivor's final details; the others note the edges. */
    PREPARE,
    /** After the pivot, order-, lead- and blacklist-service: turn the redirects and move the rows. */
    REASSIGN,
    /** After the pivot, customer-service: apply the survivor's final details, soft-delete the sources. */
    RETIRE,
    /** Before the pivot: take back what {@link #PREPARE} did. */
    UNDO,
    /**
     * After the pivot, all: {@link #PREPARE} once more where it is missing or was undone, because an active redirect proves that the
     * merge has happened (hole 7). For an orchestrator or participant that was restored to an earlier instant.
     */
    RECOVER,
    /** Tell what you know of this merge, change nothing (a merge the orchestrator does not know was asked about). */
    PROBE
}
