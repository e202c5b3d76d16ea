package io.mergesuite.customers.points;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * Points given or taken.
 *
 * @param points below zero: taken
 * @param externalRef unique in the shop, so that the same points are not entered twice
 */
record PointEntryRequest(
        @NotNull @Min(-LARGEST) @Max(LARGEST) Long points,
        @Size(min = 1, max = 500) String reason,
        @Size(min = 1, max = 200) String externalRef) {

    /** So many can be given at once that no sum of them overflows. */
    static final long LARGEST = 1_000_000_000_000L;
}
