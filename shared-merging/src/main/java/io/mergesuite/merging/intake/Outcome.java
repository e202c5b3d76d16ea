package io.mergesuite.merging.intake;

/** What became of a record that came in. */
sealed interface Outcome<T extends StoredRecord> {

    /** It is stored. */
    record Stored<T extends StoredRecord>(T record) implements Outcome<T> {}

    /** One with its {@code externalRef} was there, and stays as it was; {@code equal} tells whether it says the same. */
    record Existed<T extends StoredRecord>(T record, boolean equal) implements Outcome<T> {}

    /** It names something that does not exist. */
    record Refused<T extends StoredRecord>(Refusal refusal) implements Outcome<T> {}
}
