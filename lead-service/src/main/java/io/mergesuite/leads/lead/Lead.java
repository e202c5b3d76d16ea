package io.mergesuite.leads.lead;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.StoredRecord;
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
        LeadContent content)
        implements StoredRecord {

    /** Whether the lead that comes now is this one once more. A time that is not given is not compared. */
    boolean saysTheSame(Arrival<LeadRequest> arrival) {
        LeadRequest request = arrival.request();
        return type == request.type()
                && Objects.equals(organisation, request.organisation())
                && Objects.equals(assignee, request.assignee())
                && status == request.status()
                && (request.registeredAt() == null || registeredAt.equals(arrival.at()))
                && content.equals(request.content());
    }
}
