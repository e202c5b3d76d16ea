package io.mergesuite.orders.intake;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.CanonicalCustomerId;
import io.mergesuite.orders.content.Person;
import java.time.Instant;
import java.util.UUID;

/**
 * A record about to be written, in the transaction that has resolved its customer (CM-06).
 *
 * @param id a UUIDv7 of the time {@code at}, so that the order of ids is the order in time
 * @param at when it happened, to the microsecond
 * @param firstCustomer the id it came with
 * @param customer the id it is written under
 * @param lateDetails the survivor's present details if it came with a merged-away id and they are known; else null
 */
public record Arrival<R extends RecordRequest>(
        UUID id,
        ShopId shop,
        Instant at,
        RecordSource source,
        CustomerId firstCustomer,
        CanonicalCustomerId customer,
        Person lateDetails,
        R request) {

    static UUID idAt(Instant at) {
        return UuidCreator.getTimeOrderedEpoch(at);
    }

    /** The details of the customer to keep: the survivor's if it came late (CM-06), else those it came with. */
    public Person details(Person given) {
        return lateDetails != null ? lateDetails : given;
    }
}
