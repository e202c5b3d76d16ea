package io.mergesuite.orders.order;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.RecordSource;
import io.mergesuite.merging.intake.StoredRecord;
import io.mergesuite.orders.content.Attention;
import io.mergesuite.orders.content.Content;
import io.mergesuite.orders.content.OrderType;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A stored order (OR-01). Only a merge changes it: the customer's id and the version (CM-05).
 *
 * @param total minor units of {@code currency}
 */
record Order(
        UUID id,
        ShopId shopId,
        CustomerId customerId,
        CustomerId firstCustomerId,
        long version,
        Instant updatedAt,
        String number,
        String externalRef,
        OrderType type,
        RecordSource source,
        Instant placedAt,
        String currency,
        long total,
        Payment payment,
        UUID subscriptionId,
        Hold hold,
        ScreeningStatus screeningStatus,
        Attention attention,
        Content content)
        implements StoredRecord {

    /** Whether the storefront may ship it (OR-06). */
    enum Hold {
        NONE,
        SCREENING,
        ATTENTION
    }

    /** What screening says of it. */
    enum ScreeningStatus {
        NOT_SCREENED
    }

    /** Whether the order that came now is this one once more (OR-05). A time that was not given is not compared. */
    boolean saysTheSame(Arrival<OrderRequest> arrival) {
        OrderRequest request = arrival.request();
        return (request.placedAt() == null || placedAt.equals(arrival.at()))
                && currency.equals(request.currency())
                && content.equals(request.content())
                && Objects.equals(payment.method(), request.paymentMethod())
                && payment.state() == request.paymentState()
                && Objects.equals(subscriptionId, request.subscriptionId());
    }
}
