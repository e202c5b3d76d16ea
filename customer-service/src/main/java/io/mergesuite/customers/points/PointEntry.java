package io.mergesuite.customers.points;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An entry in the ledger of regular points.
 *
 * @param points given if above zero, else taken
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PointEntry(
        UUID id,
        CustomerId customerId,

        @Schema(description = "The customer it was made for, where that was merged away since")
        CustomerId formerCustomerId,

        @Schema(description = "Given if above zero, else taken")
        long points,

        String reason,
        String externalRef,
        Instant madeAt) {}
