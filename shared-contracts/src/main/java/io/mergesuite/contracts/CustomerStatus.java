package io.mergesuite.contracts;

/**
 * Where a customer stands (CU-01): live, locked by a running merge, merged away, deleted until it is restored, or erased for privacy
 * (API-11).
 */
public enum CustomerStatus {
    ACTIVE,
    MERGING,
    MERGED,
    DELETED,
    ERASED
}
