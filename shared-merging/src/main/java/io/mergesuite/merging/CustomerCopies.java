package io.mergesuite.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.merge.SurvivorDetails;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/**
 * The details of customers for records that come for a merged-away id (CM-06): from this service's copy of
 * {@code customer.facts}, or, where that copy is older than the merge, as kept with the merge's edge.
 */
@ApplicationScoped
public class CustomerCopies {

    /**
     * The present details of each survivor, by the id that was resolved to it; ids that lead to themselves, and survivors of which
     * nothing is known, are missing. To be called with what {@link CustomerReferences#resolveAll} gave, in the same transaction.
     */
    public Map<CustomerId, SurvivorDetails> detailsForLateRecords(Map<CustomerId, CanonicalCustomerId> resolved) {
        throw new UnsupportedOperationException();
    }
}
