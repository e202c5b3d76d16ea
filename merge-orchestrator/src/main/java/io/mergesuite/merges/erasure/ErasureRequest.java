package io.mergesuite.merges.erasure;

import io.mergesuite.contracts.CustomerId;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whom to erase, and why. */
record ErasureRequest(
        @NotNull @Schema(description = "Any id of the person: the survivor's, or one that was merged away")
        CustomerId customerId,

        @Size(max = 500) @Schema(description = "Is kept with the record of the erasure: name a ticket, not the person")
        String reason) {}
