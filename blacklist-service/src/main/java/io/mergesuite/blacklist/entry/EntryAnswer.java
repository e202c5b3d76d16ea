package io.mergesuite.blacklist.entry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An entry as the API shows it.
 *
 * @param customerId who it is about now; null if about nobody known
 * @param formerCustomerId the id it came with, where a merge has taken it away; else null (CM-05)
 */
record EntryAnswer(
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
        boolean active,
        Instant since,
        Instant until,
        String enteredBy,
        @JsonUnwrapped EntryContent content,
        long version,
        Instant updatedAt) {

    static EntryAnswer of(Entry entry) {
        return new EntryAnswer(
                entry.id(),
                entry.number(),
                entry.shopId(),
                entry.customerId(),
                entry.formerCustomerId(),
                entry.externalRef(),
                entry.active(),
                entry.since(),
                entry.until(),
                entry.enteredBy(),
                entry.content(),
                entry.version(),
                entry.updatedAt());
    }
}
