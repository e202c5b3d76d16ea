package io.mergesuite.orders.inquiry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.orders.content.Person;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An inquiry as the API shows it.
 *
 * @param formerCustomerId the id it came with, where a merge has taken it away; else null (CM-05)
 * @param customer the details kept on it; after a merge the survivor's (CM-08)
 */
record InquiryAnswer(
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
        Instant receivedAt,
        String channel,
        String subject,
        String staff,
        Person customer,
        List<Message> messages,
        long version,
        Instant updatedAt) {

    static InquiryAnswer of(Inquiry inquiry) {
        return new InquiryAnswer(
                inquiry.id(),
                inquiry.number(),
                inquiry.shopId(),
                inquiry.customerId(),
                inquiry.formerCustomerId(),
                inquiry.externalRef(),
                inquiry.receivedAt(),
                inquiry.channel(),
                inquiry.subject(),
                inquiry.staff(),
                inquiry.details(),
                inquiry.messages(),
                inquiry.version(),
                inquiry.updatedAt());
    }
}
