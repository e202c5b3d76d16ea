package io.mergesuite.customers.coupon;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A coupon that a customer was given. Two with the same code both stay after a merge (CM-12). */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Coupon(
        UUID id,
        CustomerId customerId,

        @Schema(description = "The customer it was given to, where that was merged away since")
        CustomerId formerCustomerId,

        String code,
        String description,
        Instant validUntil,
        Instant usedAt,
        String externalRef,
        Instant madeAt,
        @JsonIgnore long version) {}
