package io.mergesuite.blacklist.entry;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.intake.Arrival;
import io.mergesuite.merging.intake.StoredRecord;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A stored entry (BL-01).
 *
 * @param customerId who it is about now; null if about nobody known
 * @param firstCustomerId the id it came with, never changed (CM-05)
 * @param enteredBy who brought it
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
        EntryContent content)
        implements StoredRecord {

    /** Whether the entry that comes now is this one once more. A time that is not given is not compared. */
    boolean saysTheSame(Arrival<EntryRequest> arrival) {
        EntryRequest request = arrival.request();
        return active == request.active()
                && (request.since() == null || since.equals(arrival.at()))
                && Objects.equals(until, Entries.toMicros(request.until()))
                && content.equals(request.content());
    }
}
