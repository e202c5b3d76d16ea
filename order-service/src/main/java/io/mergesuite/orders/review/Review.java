package io.mergesuite.orders.review;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.StoredRecord;
import io.mergesuite.orders.content.Person;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A stored review (OR-03).
 *
 * @param details the reviewer's; after a merge the survivor's (CM-09)
 */
record Review(
        UUID id,
        ShopId shopId,
        CustomerId customerId,
        CustomerId firstCustomerId,
        long version,
        Instant updatedAt,
        String number,
        String externalRef,
        ReviewStatus status,
        Instant receivedAt,
        String sku,
        int rating,
        String title,
        String text,
        String nickname,
        Person details)
        implements StoredRecord {

    /**
     * Whether the review that came now is this one once more. Not compared are a time that was not given, and details that are
     * no longer its own because a merge has written the survivor's.
     */
    boolean saysTheSame(Arrival<ReviewRequest> arrival) {
        ReviewRequest request = arrival.request();
        return (request.receivedAt() == null || receivedAt.equals(arrival.at()))
                && status == request.statusOrPending()
                && sku.equals(request.sku())
                && rating == request.rating()
                && Objects.equals(title, request.title())
                && Objects.equals(text, request.text())
                && Objects.equals(nickname, request.nickname())
                && (moved() || details.equals(request.details()));
    }
}
