package io.mergesuite.orders.order;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.Flaw;
import io.mergesuite.merging.intake.NewCustomer;
import io.mergesuite.merging.intake.RecordRequest;
import io.mergesuite.orders.content.Adjustment;
import io.mergesuite.orders.content.Content;
import io.mergesuite.orders.content.Line;
import io.mergesuite.orders.content.Person;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An order as it comes in (OR-01, OR-05): the body of {@code POST /v1/orders}, and the record of an import.
 *
 * @param placedAt null for now
 * @param currency ISO 4217
 * @param orderer may be missing
 * @param billing null: the orderer's
 * @param lines amounts in minor units
 * @param total in minor units; checked when given
 */
record OrderRequest(
        ShopId shopId,
        CustomerId customerId,
        @Size(min = 1, max = 50) String customerNumber,
        @Size(min = 1, max = 200) String customerExternalRef,
        @Valid NewCustomer customer,
        @Size(min = 1, max = 200) String externalRef,
        Instant placedAt,
        @NotNull String currency,
        @Valid Person orderer,
        @Valid Person billing,
        @NotEmpty @Size(max = 10_000) List<@NotNull @Valid Line> lines,
        @Size(max = 1_000) List<@NotNull @Valid Adjustment> adjustments,
        Long total,
        @Valid Payment payment,
        UUID subscriptionId)
        implements RecordRequest {

    /** What would make the stored order. */
    static OrderRequest of(Order order) {
        Content content = order.content();
        return new OrderRequest(
                order.shopId(),
                order.customerId(),
                null,
                null,
                null,
                order.externalRef(),
                order.placedAt(),
                order.currency(),
                content.orderer(),
                content.billing(),
                content.lines(),
                content.adjustments(),
                order.total(),
                order.payment(),
                order.subscriptionId());
    }

    @Override
    public Instant happenedAt() {
        return placedAt;
    }

    @Override
    public String timeField() {
        return "placedAt";
    }

    @Override
    public NewCustomer newCustomer() {
        return customer;
    }

    Content content() {
        return new Content(orderer, billing, lines, adjustments);
    }

    String paymentMethod() {
        return payment == null ? null : payment.method();
    }

    Payment.State paymentState() {
        return payment == null || payment.state() == null ? Payment.State.PENDING : payment.state();
    }

    @Override
    public List<Flaw> kindFlaws() {
        return content().flaws(currency, total);
    }
}
