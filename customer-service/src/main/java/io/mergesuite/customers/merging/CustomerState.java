package io.mergesuite.customers.merging;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.CustomerKind;
import io.mergesuite.contracts.CustomerStatus;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.customers.customer.CustomerDetails;

/**
 * A customer as its row is, locked.
 *
 * @param merge the merge that holds it (MERGING) or has merged it away (MERGED), else null
 * @param mergedInto the live end of its chain if it is MERGED, else null
 * @param details null where the commands don't look at them
 */
record CustomerState(
        CustomerId id,
        ShopId shop,
        CustomerKind kind,
        CustomerStatus status,
        MergeId merge,
        CustomerId mergedInto,
        boolean survivor,
        long version,
        CustomerDetails details) {

    CustomerState locked(MergeId by) {
        return new CustomerState(id, shop, kind, CustomerStatus.MERGING, by, null, survivor, version, details);
    }

    CustomerState freed() {
        return new CustomerState(id, shop, kind, CustomerStatus.ACTIVE, null, null, survivor, version, details);
    }

    CustomerState retired(CustomerId into) {
        return new CustomerState(id, shop, kind, CustomerStatus.MERGED, merge, into, survivor, version + 1, details);
    }

    CustomerState survived(CustomerDetails becomes) {
        return new CustomerState(id, shop, kind, CustomerStatus.ACTIVE, null, null, true, version + 1, becomes);
    }

    CustomerState withDetails(CustomerDetails read) {
        return new CustomerState(id, shop, kind, status, merge, mergedInto, survivor, version, read);
    }

    CustomerState redirected(CustomerId into) {
        return new CustomerState(id, shop, kind, status, merge, into, survivor, version, details);
    }
}
