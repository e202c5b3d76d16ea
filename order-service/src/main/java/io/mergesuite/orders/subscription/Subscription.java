package io.mergesuite.orders.subscription;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.StoredRecord;
import io.mergesuite.orders.content.Attention;
import io.mergesuite.orders.content.Content;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;

/**
 * A stored subscription (OR-02).
 *
 * @param total minor units of {@code currency}, of each order
 */
record Subscription(
        UUID id,
        ShopId shopId,
        CustomerId customerId,
        CustomerId firstCustomerId,
        long version,
        Instant updatedAt,
        String number,
        String externalRef,
        SubscriptionStatus status,
        Instant startedAt,
        Cycle cycle,
        LocalDate nextDeliveryOn,
        String currency,
        long total,
        String paymentMethod,
        String paymentToken,
        Attention attention,
        Content content)
        implements StoredRecord {

    /** The payment token after a change to this: a token is good for its method only, and does not pass to another one. */
    String tokenAfter(SubscriptionRequest request) {
        boolean another = !Objects.equals(paymentMethod, request.paymentMethod());
        return another && Objects.equals(paymentToken, request.paymentToken()) ? null : request.paymentToken();
    }

    /** Whether the subscription that came now is this one once more. A time that was not given is not compared. */
    boolean saysTheSame(Arrival<SubscriptionRequest> arrival) {
        SubscriptionRequest request = arrival.request();
        return (request.startedAt() == null || startedAt.equals(arrival.at()))
                && status == request.statusOrActive()
                && cycle.equals(request.cycle())
                && nextDeliveryOn.equals(request.nextDeliveryOn())
                && currency.equals(request.currency())
                && content.equals(request.content())
                && Objects.equals(paymentMethod, request.paymentMethod())
                && (request.paymentToken() == null || request.paymentToken().equals(paymentToken));
    }
}
