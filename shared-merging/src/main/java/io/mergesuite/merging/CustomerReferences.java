package io.mergesuite.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ShopId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;

/**
 * The one place where a customer's id is resolved to the id under which records are written (CM-06). A reference row exists for
 * every id this service knows; it is never deleted, and it is the only row by which writers and merges lock each other out.
 */
@ApplicationScoped
public class CustomerReferences {

    /**
     * The live end of the customer's redirects, share-locked until the running transaction ends: a merge that would take the id
     * away waits for this transaction, or this transaction sees the merge's redirect.
     *
     * @throws IllegalStateException if the id was never confirmed ({@link ConfirmedCustomers}), or no transaction is running
     */
    public CanonicalCustomerId resolve(CustomerId id) {
        throw new UnsupportedOperationException();
    }

    /** {@link #resolve} for a set, locked in the order of ids, so that two sets can't lock each other in. */
    public Map<CustomerId, CanonicalCustomerId> resolveAll(Collection<CustomerId> ids) {
        throw new UnsupportedOperationException();
    }

    /** Which of these ids this service knows, each with its shop. Locks nothing. */
    public Map<CustomerId, ShopId> known(Collection<CustomerId> ids) {
        throw new UnsupportedOperationException();
    }

    /** Makes the ids known that customer-service has confirmed for the shop; those already known stay as they are. */
    public void ensure(ShopId shop, Collection<CustomerId> confirmed) {
        throw new UnsupportedOperationException();
    }

    /** Where an id leads at this moment, for reading alone: lists filter by it (API-10). An unknown id leads to itself. */
    public CustomerId leadsTo(CustomerId id) {
        throw new UnsupportedOperationException();
    }
}
