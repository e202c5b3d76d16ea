package io.mergesuite.customers.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A mail that was sent to a customer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Mail(
        UUID id,
        CustomerId customerId,

        @Schema(description = "The customer it was sent to, where that was merged away since")
        CustomerId formerCustomerId,

        Instant sentAt,
        String subject,
        String template,
        String address,
        String externalRef) {}
