package io.mergesuite.leads.lead;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A stored lead (LM-01).
 *
 * @param customerId whose it is now; null if it belongs to nobody known
 * @param firstCustomerId the id it came with, never changed (CM-05)
 */
record Lead(
        UUID id,
        ShopId shopId,
        CustomerId customerId,
        CustomerId firstCustomerId,
        long version,
        Instant updatedAt,
        String number,
        String externalRef,
        LeadType type,
        String organisation,
        String assignee,
        LeadStatus status,
        Instant registeredAt,
        LeadContent content) {

    /** The id it came with, where a merge has taken it away; else null. */
    CustomerId formerCustomerId() {
        return Objects.equals(firstCustomerId, customerId) ? null : firstCustomerId;
    }

    /** Whether the lead that comes now is this one once more. A time that is not given is not compared. */
    boolean saysTheSame(NewLead lead) {
        LeadRequest request = lead.request();
        return Objects.equals(
                        customerId,
                        lead.customer() == null ? null : lead.customer().value())
                && type == request.type()
                && Objects.equals(organisation, request.organisation())
                && Objects.equals(assignee, request.assignee())
                && status == request.status()
                && (request.registeredAt() == null || registeredAt.equals(lead.registeredAt()))
                && content.equals(request.content());
    }
}
