package io.mergesuite.customers.points;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A grant of limited-time points, and what is left of it. A merge changes whose it is, never its expiry (CM-12). */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PointLot(
        UUID id,
        CustomerId customerId,

        @Schema(description = "The customer it was granted to, where that was merged away since")
        CustomerId formerCustomerId,

        long granted,
        long remaining,
        Instant expiresAt,
        String reason,
        String externalRef,
        Instant madeAt) {}
