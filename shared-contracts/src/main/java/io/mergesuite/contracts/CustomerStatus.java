package io.mergesuite.contracts;

/** Where a customer stands (CU-01): live, locked by a running merge, or merged away. */
public enum CustomerStatus {
    ACTIVE,
    MERGING,
    MERGED
}
