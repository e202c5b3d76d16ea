package io.mergesuite.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;

/**
 * Finds the customers that records name, before the working transaction (OR-05). What this service does not know is asked of
 * customer-service in one call and, where it exists there, made known here: afterwards {@link CustomerReferences#resolve} finds it.
 */
@ApplicationScoped
public class ConfirmedCustomers {

    /**
     * The id of the customer so named, unresolved: it is the {@code firstCustomerId} of the record.
     *
     * @throws io.mergesuite.api.Problem 422 {@code unknown-customer} if the shop has no such customer, 503
     *     {@code customers-unavailable} if customer-service can't be reached
     */
    public CustomerId confirm(ShopId shop, NamedCustomer name) {
        throw new UnsupportedOperationException();
    }

    /**
     * The ids of the customers so named; those the shop does not have are missing in the answer. Any number of names.
     *
     * @throws io.mergesuite.api.Problem 503 {@code customers-unavailable} if customer-service can't be reached
     */
    public Map<NamedCustomer, CustomerId> confirmAll(ShopId shop, Collection<? extends NamedCustomer> names) {
        throw new UnsupportedOperationException();
    }
}
