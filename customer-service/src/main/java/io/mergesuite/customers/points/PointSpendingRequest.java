package io.mergesuite.customers.points;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** Limited-time points taken, from the lots that expire first. */
record PointSpendingRequest(
        @NotNull @Min(1) @Max(PointEntryRequest.LARGEST) Long points,
        @Size(min = 1, max = 500) String reason) {}
