package io.mergesuite.orders.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.RecordSource;
import io.mergesuite.orders.content.Adjustment;
import io.mergesuite.orders.content.Attention;
import io.mergesuite.orders.content.Line;
import io.mergesuite.orders.content.OrderType;
import io.mergesuite.orders.content.Person;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An order as the API shows it.
 *
 * @param formerCustomerId the id it came with, where a merge has taken it away; else null (CM-05)
 */
record OrderAnswer(
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
        OrderType type,
        RecordSource source,
        Instant placedAt,
        String currency,
        Person orderer,
        Person billing,
        List<Line> lines,
        List<Adjustment> adjustments,
        long total,
        Payment payment,
        UUID subscriptionId,
        Screening screening,
        Attention attention,
        Order.Hold hold,
        long version,
        Instant updatedAt) {

    /** What screening found. */
    record Screening(Order.ScreeningStatus status, List<String> reasons) {}

    static OrderAnswer of(Order order) {
        return new OrderAnswer(
                order.id(),
                order.number(),
                order.shopId(),
                order.customerId(),
                order.formerCustomerId(),
                order.externalRef(),
                order.type(),
                order.source(),
                order.placedAt(),
                order.currency(),
                order.content().orderer(),
                order.content().billing(),
                order.content().lines(),
                order.content().adjustments(),
                order.total(),
                order.payment(),
                order.subscriptionId(),
                new Screening(order.screeningStatus(), List.of()),
                order.attention(),
                order.hold(),
                order.version(),
                order.updatedAt());
    }
}
