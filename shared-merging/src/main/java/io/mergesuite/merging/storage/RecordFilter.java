package io.mergesuite.merging.storage;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which records a list shows (OR-04). Null means: whatever it is.
 *
 * @param shops the shops that exist for the caller, or the one that was asked for
 * @param customer whose they are now; a merged-away id is resolved already
 * @param formerCustomer the id they came with before a merge took them away
 * @param from the earliest time, inclusive
 * @param to the latest time, exclusive
 * @param equal columns and the values they must have
 * @param before only records with a lower id: the page after the one that ended with it
 * @param rows how many at most
 */
public record RecordFilter(
        Set<ShopId> shops,
        CustomerId customer,
        CustomerId formerCustomer,
        Long number,
        String externalRef,
        Instant from,
        Instant to,
        Map<String, Object> equal,
        UUID before,
        int rows) {}
