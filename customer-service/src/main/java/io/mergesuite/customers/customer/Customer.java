package io.mergesuite.customers.customer;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.List;

/**
 * A customer as it stands in its row (CU-01).
 *
 * @param mergeId the merge that holds it (MERGING) or has merged it away (MERGED), else null
 * @param mergedInto the live end of its chain if it is MERGED, else null
 * @param companyIds the companies whose contact person it is (CU-02), in order
 */
record Customer(
        CustomerId id,
        long number,
        ShopId shopId,
        CustomerKind kind,
        String externalRef,
        CustomerDetails details,
        List<CustomerId> companyIds,
        Instant registeredAt,
        Instant createdAt,
        Instant updatedAt,
        long version,
        CustomerStatus status,
        MergeId mergeId,
        CustomerId mergedInto,
        boolean survivor) {

    boolean isErased() {
        return status == CustomerStatus.ERASED;
    }

    /** @throws Problem 410 {@code customer-erased} */
    void requireNotErased() {
        if (isErased()) {
            throw new Problem(CustomerProblem.CUSTOMER_ERASED, "customer " + id + " was erased");
        }
    }

    /** @throws Problem 409 {@code customer-merged} with {@code mergedInto}; 410 {@code customer-erased} */
    void requireNotMerged() {
        requireNotErased();
        if (isMerged()) {
            throw new Problem(CustomerProblem.CUSTOMER_MERGED, "customer " + number + " is merged away")
                    .with("mergedInto", mergedInto);
        }
    }

    /** @throws Problem 409 {@code customer-deleted} */
    void requireNotDeleted() {
        if (isDeleted()) {
            throw new Problem(CustomerProblem.CUSTOMER_DELETED, "customer " + number + " is deleted");
        }
    }

    boolean isDeleted() {
        return status == CustomerStatus.DELETED;
    }

    boolean isMerged() {
        return status == CustomerStatus.MERGED;
    }
}
