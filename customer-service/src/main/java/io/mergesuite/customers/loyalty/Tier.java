package io.mergesuite.customers.loyalty;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * A tier of a programme.
 *
 * @param rank the higher the better, so that the higher of two is known (CM-14)
 */
record Tier(
        @NotNull @Min(0) @Max(1_000) Integer rank,
        @NotNull @Size(min = 1, max = 100) String name) {}
