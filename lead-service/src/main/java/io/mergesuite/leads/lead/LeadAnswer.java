package io.mergesuite.leads.lead;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A lead as the API shows it.
 *
 * @param customerId whose it is now; null if it belongs to nobody known
 * @param formerCustomerId the id it came with, where a merge has taken it away; else null (CM-05)
 */
record LeadAnswer(
        UUID id,
        String number,
        ShopId shopId,
        CustomerId customerId,

        @JsonInclude(JsonInclude.Include.ALWAYS)
        @Schema(
                implementation = String.class,
                format = "uuid",
                nullable = true,
                description = "The id it came with, where a merge has taken it away; else null.")
        CustomerId formerCustomerId,

        String externalRef,
        LeadType type,
        String organisation,
        String assignee,
        LeadStatus status,
        Instant registeredAt,
        @JsonUnwrapped LeadContent content,
        long version,
        Instant updatedAt) {

    static LeadAnswer of(Lead lead) {
        return new LeadAnswer(
                lead.id(),
                lead.number(),
                lead.shopId(),
                lead.customerId(),
                lead.formerCustomerId(),
                lead.externalRef(),
                lead.type(),
                lead.organisation(),
                lead.assignee(),
                lead.status(),
                lead.registeredAt(),
                lead.content(),
                lead.version(),
                lead.updatedAt());
    }
}
