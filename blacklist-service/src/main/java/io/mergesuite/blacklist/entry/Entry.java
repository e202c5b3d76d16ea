package io.mergesuite.blacklist.entry;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A stored entry (BL-01).
 *
 * @param customerId who it is about now; null if about nobody known
 * @param firstCustomerId the id it came with, never changed (CM-05)
 * @param enteredBy the subject of the token that brought it
 */
record Entry(
        UUID id,
        ShopId shopId,
        CustomerId customerId,
        CustomerId firstCustomerId,
        long version,
        Instant updatedAt,
        String number,
        String externalRef,
        boolean active,
        Instant since,
        Instant until,
        String enteredBy,
        EntryContent content) {

    /** The id it came with, where a merge has taken it away; else null. */
    CustomerId formerCustomerId() {
        return Objects.equals(firstCustomerId, customerId) ? null : firstCustomerId;
    }

    /** Whether the entry that comes now is this one once more. A time that is not given is not compared. */
    boolean saysTheSame(NewEntry entry) {
        EntryRequest request = entry.request();
        return Objects.equals(
                        customerId,
                        entry.customer() == null ? null : entry.customer().value())
                && active == request.active()
                && (request.since() == null || since.equals(entry.since()))
                && Objects.equals(until, entry.until())
                && content.equals(request.content());
    }
}
