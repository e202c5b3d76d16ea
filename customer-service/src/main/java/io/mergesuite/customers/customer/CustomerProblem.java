package io.mergesuite.customers.customer;

import io.mergesuite.api.ProblemType;

/** What can be wrong with a request about customers, beyond what any request can get wrong. */
enum CustomerProblem implements ProblemType {
    /** A source of a running merge, {@code mergeId}, can't be edited, nor any of its customers deleted. Wait for its end. */
    CUSTOMER_MERGING(409, "The customer is being merged"),
    /** The customer lives on in {@code mergedInto}. Write there. */
    CUSTOMER_MERGED(409, "The customer is merged away"),
    /** It is deleted, and can be restored. Restore it first. */
    CUSTOMER_DELETED(409, "The customer is deleted"),
    /** The customer was erased for privacy. Ids and amounts alone are left of it, and there is no way back. */
    CUSTOMER_ERASED(410, "The customer was erased"),
    /** {@code customerId} names the customer that has it. Change that one, or send another externalRef. */
    DUPLICATE_EXTERNAL_REF(409, "A record with this externalRef exists"),
    /** {@code companyIds} names what is no company of the shop. */
    UNKNOWN_COMPANY(422, "There is no such company");

    private final int status;
    private final String title;

    CustomerProblem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }
}
