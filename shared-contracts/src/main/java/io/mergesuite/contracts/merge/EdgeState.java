package io.mergesuite.contracts.merge;

/**
 * The state of a redirect from a source to its survivor, and with it of a participant's whole part in the merge. It only
 * moves forward: PENDING → ACTIVE → UNDONE, or PENDING → UNDONE. One step leads back, to what was taken back before it was ever
 * active, though the merge had happened: UNDONE → PENDING by {@link MergeStep#RECOVER}.
 */
public enum EdgeState {
    PENDING,
    ACTIVE,
    UNDONE
}
