package io.mergesuite.orders.subscription;

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
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A subscription as it comes in (OR-02, OR-05): the body of {@code POST /v1/subscriptions}, and the record of an import.
 *
 * @param status null for {@code ACTIVE}
 * @param startedAt null for now
 * @param nextDeliveryOn in the shop's time zone
 * @param currency ISO 4217
 * @param orderer may be missing
 * @param billing null: the orderer's
 * @param lines amounts in minor units
 * @param total in minor units; checked when given
 */
record SubscriptionRequest(
        ShopId shopId,
        CustomerId customerId,
        @Size(min = 1, max = 50) String customerNumber,
        @Size(min = 1, max = 200) String customerExternalRef,
        @Valid NewCustomer customer,
        @Size(min = 1, max = 200) String externalRef,
        SubscriptionStatus status,
        Instant startedAt,
        @NotNull @Valid Cycle cycle,
        @NotNull LocalDate nextDeliveryOn,
        @NotNull String currency,
        @Valid Person orderer,
        @Valid Person billing,
        @NotEmpty @Size(max = 10_000) List<@NotNull @Valid Line> lines,
        @Size(max = 1_000) List<@NotNull @Valid Adjustment> adjustments,
        Long total,
        @Valid PaymentRequest payment)
        implements RecordRequest {

    /**
     * How its orders will be paid.
     *
     * @param token of the payment provider, where the subscription holds one; kept, and never shown
     */
    record PaymentRequest(
            @Size(max = 50) @Pattern(regexp = "[A-Z][A-Z0-9_]*")
            String method,

            @Size(max = 500) String token) {}

    /** What would make the stored subscription; without its total, which follows from lines and adjustments. */
    static SubscriptionRequest of(Subscription subscription) {
        Content content = subscription.content();
        return new SubscriptionRequest(
                subscription.shopId(),
                subscription.customerId(),
                null,
                null,
                null,
                subscription.externalRef(),
                subscription.status(),
                subscription.startedAt(),
                subscription.cycle(),
                subscription.nextDeliveryOn(),
                subscription.currency(),
                content.orderer(),
                content.billing(),
                content.lines(),
                content.adjustments(),
                null,
                new PaymentRequest(subscription.paymentMethod(), subscription.paymentToken()));
    }

    @Override
    public Instant happenedAt() {
        return startedAt;
    }

    @Override
    public String timeField() {
        return "startedAt";
    }

    @Override
    public NewCustomer newCustomer() {
        return customer;
    }

    Content content() {
        return new Content(orderer, billing, lines, adjustments);
    }

    SubscriptionStatus statusOrActive() {
        return status == null ? SubscriptionStatus.ACTIVE : status;
    }

    String paymentMethod() {
        return payment == null ? null : payment.method();
    }

    String paymentToken() {
        return payment == null ? null : payment.token();
    }

    @Override
    public List<Flaw> kindFlaws() {
        return content().flaws(currency, total);
    }
}
