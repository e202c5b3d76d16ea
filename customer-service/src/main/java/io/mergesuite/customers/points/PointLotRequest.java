package io.mergesuite.customers.points;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/**
 * Points given for a time.
 *
 * @param externalRef unique in the shop, so that the same lot is not entered twice
 */
record PointLotRequest(
        @NotNull @Min(1) @Max(PointEntryRequest.LARGEST) Long points,
        @NotNull Instant expiresAt,
        @Size(min = 1, max = 500) String reason,
        @Size(min = 1, max = 200) String externalRef) {}
