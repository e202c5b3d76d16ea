package io.mergesuite.orders.subscription;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/** How often an order is made: every so many days, weeks or months (OR-02). */
record Cycle(
        @NotNull @Min(1) @Max(1_000) Integer every, @NotNull Unit unit) {

    enum Unit {
        DAYS,
        WEEKS,
        MONTHS
    }
}
