package io.mergesuite.orders.inquiry;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.Flaw;
import io.mergesuite.merging.intake.RecordRequest;
import io.mergesuite.orders.content.Person;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * An inquiry as it comes in (OR-03): the body of {@code POST /v1/inquiries}, and the record of an import.
 *
 * @param channel such as {@code MAIL} or {@code PHONE}: a word of the shop's own
 * @param receivedAt null for the time of the first message, else now
 * @param customer who asked, as they said
 */
record InquiryRequest(
        ShopId shopId,
        CustomerId customerId,
        @Size(min = 1, max = 50) String customerNumber,
        @Size(min = 1, max = 200) String customerExternalRef,
        @Size(min = 1, max = 200) String externalRef,
        @NotBlank @Size(max = 50) String channel,
        @Size(max = 500) String subject,
        @Size(max = 200) String staff,
        Instant receivedAt,
        @Valid Person customer,
        @Size(max = 1_000) List<@NotNull @Valid Message> messages)
        implements RecordRequest {

    InquiryRequest {
        customer = customer == null ? Person.NOBODY : customer;
        messages = messages == null ? List.of() : messages;
    }

    /** What would make the stored inquiry. */
    static InquiryRequest of(Inquiry inquiry) {
        return new InquiryRequest(
                inquiry.shopId(),
                inquiry.customerId(),
                null,
                null,
                inquiry.externalRef(),
                inquiry.channel(),
                inquiry.subject(),
                inquiry.staff(),
                inquiry.receivedAt(),
                inquiry.details(),
                inquiry.messages());
    }

    @Override
    public Instant happenedAt() {
        return receivedAt != null
                ? receivedAt
                : messages.stream()
                        .map(Message::at)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
    }

    @Override
    public String timeField() {
        return receivedAt != null ? "receivedAt" : "messages";
    }

    /** The details to keep, unless a merge has others. */
    Person details() {
        return customer;
    }

    @Override
    public List<Flaw> kindFlaws() {
        return List.of();
    }
}
