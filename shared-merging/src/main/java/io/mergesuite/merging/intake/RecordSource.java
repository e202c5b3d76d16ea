package io.mergesuite.merging.intake;

/** How a record came in (OR-01). */
public enum RecordSource {
    STOREFRONT,
    IMPORT,
    SUBSCRIPTION
}
