package io.mergesuite.merging.intake;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.SurvivorDetails;
import io.mergesuite.merging.CanonicalCustomerId;
import java.time.Instant;
import java.util.UUID;

/**
 * A record about to be written, in the transaction that has resolved its customer (CM-06).
 *
 * @param id a UUIDv7 of the time {@code at}, so that the order of ids is the order in time
 * @param at when it happened, to the microsecond
 * @param actor who brings it
 * @param firstCustomer the id it came with; null if it belongs to nobody known
 * @param customer the id it is written under, or null
 * @param lateDetails the survivor's present details if it came with a merged-away id, its kind takes them over, and they are known;
 *     else null
 */
public record Arrival<R extends RecordRequest>(
        UUID id,
        ShopId shop,
        Instant at,
        RecordSource source,
        String actor,
        CustomerId firstCustomer,
        CanonicalCustomerId customer,
        SurvivorDetails lateDetails,
        R request) {

    static UUID idAt(Instant at) {
        return UuidCreator.getTimeOrderedEpoch(at);
    }

    /** {@link #customer} for {@code customer_id}; null if the record belongs to nobody known. */
    public UUID customerUuid() {
        return customer == null ? null : customer.uuid();
    }

    /** {@link #firstCustomer} for {@code first_customer_id}, or null. */
    public UUID firstCustomerUuid() {
        return firstCustomer == null ? null : firstCustomer.value();
    }

    /** Whether it is written under this customer; null for nobody known. */
    boolean isOf(CustomerId id) {
        return customer == null ? id == null : customer.value().equals(id);
    }
}
