package io.mergesuite.orders.inquiry;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.StoredRecord;
import io.mergesuite.orders.content.Person;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A stored inquiry (OR-03).
 *
 * @param details of who asked; after a merge the survivor's (CM-08)
 */
record Inquiry(
        UUID id,
        ShopId shopId,
        CustomerId customerId,
        CustomerId firstCustomerId,
        long version,
        Instant updatedAt,
        String number,
        String externalRef,
        Instant receivedAt,
        String channel,
        String subject,
        String staff,
        List<Message> messages,
        Person details)
        implements StoredRecord {

    /**
     * Whether the inquiry that came now is this one once more. Not compared are a time that was not given, and details that are
     * no longer its own because a merge has written the survivor's.
     */
    boolean saysTheSame(Arrival<InquiryRequest> arrival) {
        InquiryRequest request = arrival.request();
        return (request.happenedAt() == null || receivedAt.equals(arrival.at()))
                && channel.equals(request.channel())
                && Objects.equals(subject, request.subject())
                && Objects.equals(staff, request.staff())
                && messages.equals(request.messages())
                && (moved() || details.equals(request.details()));
    }
}
