package io.mergesuite.leads.lead;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.merging.CanonicalCustomerId;
import java.time.Instant;
import java.util.UUID;

/**
 * A lead about to be written, in the transaction that has resolved its customer (CM-06).
 *
 * @param registeredAt to the microsecond
 * @param firstCustomer the id it came with; null if it belongs to nobody known
 * @param customer what that leads to, or null
 */
record NewLead(
        UUID id,
        ShopId shop,
        Instant registeredAt,
        CustomerId firstCustomer,
        CanonicalCustomerId customer,
        LeadRequest request) {}
