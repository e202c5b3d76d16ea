package io.mergesuite.orders.review;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.Flaw;
import io.mergesuite.merging.intake.RecordRequest;
import io.mergesuite.orders.content.Person;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;

/**
 * A review as it comes in (OR-03): the body of {@code POST /v1/reviews}, and the record of an import.
 *
 * @param sku the product
 * @param rating 1 to 5
 * @param status null for {@code PENDING}
 * @param receivedAt null for now
 */
record ReviewRequest(
        ShopId shopId,
        CustomerId customerId,
        @Size(min = 1, max = 50) String customerNumber,
        @Size(min = 1, max = 200) String customerExternalRef,
        @Size(min = 1, max = 200) String externalRef,
        @NotBlank @Size(max = 200) String sku,
        @NotNull @Min(1) @Max(5) Integer rating,
        @Size(max = 500) String title,
        @Size(max = 20_000) String text,
        ReviewStatus status,
        Instant receivedAt,
        @Valid Reviewer reviewer)
        implements RecordRequest {

    /** What would make the stored review. */
    static ReviewRequest of(Review review) {
        return new ReviewRequest(
                review.shopId(),
                review.customerId(),
                null,
                null,
                review.externalRef(),
                review.sku(),
                review.rating(),
                review.title(),
                review.text(),
                review.status(),
                review.receivedAt(),
                Reviewer.of(review.nickname(), review.details()));
    }

    @Override
    public Instant happenedAt() {
        return receivedAt;
    }

    @Override
    public String timeField() {
        return "receivedAt";
    }

    ReviewStatus statusOrPending() {
        return status == null ? ReviewStatus.PENDING : status;
    }

    String nickname() {
        return reviewer == null ? null : reviewer.nickname();
    }

    Person details() {
        return reviewer == null ? Person.NOBODY : reviewer.person();
    }

    @Override
    public List<Flaw> kindFlaws() {
        return List.of();
    }
}
