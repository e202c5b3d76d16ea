package io.mergesuite.blacklist.entry;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.CanonicalCustomerId;
import java.time.Instant;
import java.util.UUID;

/**
 * An entry about to be written, in the transaction that has resolved its customer (CM-06).
 *
 * @param since to the microsecond, as {@code until}
 * @param firstCustomer the id it came with; null if it is about nobody known
 * @param customer what that leads to, or null
 */
record NewEntry(
        UUID id,
        ShopId shop,
        Instant since,
        Instant until,
        CustomerId firstCustomer,
        CanonicalCustomerId customer,
        String enteredBy,
        EntryRequest request) {}
