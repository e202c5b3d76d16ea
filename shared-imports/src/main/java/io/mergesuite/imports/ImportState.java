package io.mergesuite.imports;

/** Where an import is. Clients accept unknown values (API-01). */
public enum ImportState {
    /** The file is stored, no row is applied yet. */
    RECEIVED,
    RUNNING,
    /** Every row was applied, found unchanged or merged, or came back as rejected. */
    COMPLETED,
    /** The file broke off or could not be read on; what was applied before stays, {@code error} says why. */
    FAILED;

    boolean hasEnded() {
        return this == COMPLETED || this == FAILED;
    }
}
