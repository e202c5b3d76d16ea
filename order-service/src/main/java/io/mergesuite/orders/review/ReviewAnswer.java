package io.mergesuite.orders.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A review as the API shows it.
 *
 * @param formerCustomerId the id it came with, where a merge has taken it away; else null (CM-05)
 */
record ReviewAnswer(
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
        ReviewStatus status,
        Instant receivedAt,
        String sku,
        int rating,
        String title,
        String text,
        Reviewer reviewer,
        long version,
        Instant updatedAt) {

    static ReviewAnswer of(Review review) {
        return new ReviewAnswer(
                review.id(),
                review.number(),
                review.shopId(),
                review.customerId(),
                review.formerCustomerId(),
                review.externalRef(),
                review.status(),
                review.receivedAt(),
                review.sku(),
                review.rating(),
                review.title(),
                review.text(),
                Reviewer.of(review.nickname(), review.details()),
                review.version(),
                review.updatedAt());
    }
}
