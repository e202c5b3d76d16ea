package io.mergesuite.orders.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.orders.content.Adjustment;
import io.mergesuite.orders.content.Attention;
import io.mergesuite.orders.content.Line;
import io.mergesuite.orders.content.Person;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A subscription as the API shows it.
 *
 * @param formerCustomerId the id it came with, where a merge has taken it away; else null (CM-05)
 */
record SubscriptionAnswer(
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
        SubscriptionStatus status,
        Instant startedAt,
        Cycle cycle,
        LocalDate nextDeliveryOn,
        String currency,
        Person orderer,
        Person billing,
        List<Line> lines,
        List<Adjustment> adjustments,
        long total,
        Payment payment,
        Attention attention,
        long version,
        Instant updatedAt) {

    /** How its orders will be paid; the token is not shown. */
    record Payment(String method) {}

    static SubscriptionAnswer of(Subscription subscription) {
        return new SubscriptionAnswer(
                subscription.id(),
                subscription.number(),
                subscription.shopId(),
                subscription.customerId(),
                subscription.formerCustomerId(),
                subscription.externalRef(),
                subscription.status(),
                subscription.startedAt(),
                subscription.cycle(),
                subscription.nextDeliveryOn(),
                subscription.currency(),
                subscription.content().orderer(),
                subscription.content().billing(),
                subscription.content().lines(),
                subscription.content().adjustments(),
                subscription.total(),
                new Payment(subscription.paymentMethod()),
                subscription.attention(),
                subscription.version(),
                subscription.updatedAt());
    }
}
