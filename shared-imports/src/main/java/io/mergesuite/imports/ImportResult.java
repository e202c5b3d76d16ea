package io.mergesuite.imports;

import java.util.List;

/** What became of one row. */
public sealed interface ImportResult {

    /** A new record. */
    record Created() implements ImportResult {}

    /** The record was there, found by its {@code externalRef}, and now has the row's values. */
    record Updated() implements ImportResult {}

    /** The record was there and equal. */
    record Unchanged() implements ImportResult {}

    /**
     * The row's {@code externalRef} belongs to a merged-away customer: nothing changed, neither error nor new record (CU-07).
     *
     * @param survivorNumber the number of the customer it was merged into
     */
    record Merged(String survivorNumber) implements ImportResult {}

    /** The row is not taken, and comes back with these reasons; at least one. */
    record Rejected(List<Flaw> flaws) implements ImportResult {
        public Rejected {
            if (flaws.isEmpty()) {
                throw new IllegalArgumentException("a rejected row needs a reason");
            }
            flaws = List.copyOf(flaws);
        }
    }

    /** Not now: the row is set aside and tried again until it is taken or rejected, as for a customer in {@code MERGING} (hole 11). */
    record Later() implements ImportResult {}

    ImportResult CREATED = new Created();
    ImportResult UPDATED = new Updated();
    ImportResult UNCHANGED = new Unchanged();
    ImportResult LATER = new Later();

    /** The row's customer was merged away into the one with this number (CU-07). */
    static ImportResult merged(String survivorNumber) {
        return new Merged(survivorNumber);
    }

    /** The row is not taken, for one reason; {@code field} may be null. */
    static ImportResult rejected(String field, String code, String reason) {
        return new Rejected(List.of(new Flaw(field, code, reason)));
    }
}
