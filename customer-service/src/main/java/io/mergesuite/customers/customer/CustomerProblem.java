package io.mergesuite.customers.customer;

import io.mergesuite.api.ProblemType;

/** What can be wrong with a request about customers, beyond what any request can get wrong. */
enum CustomerProblem implements ProblemType {
    CUSTOMER_MERGING(409, "The customer is being merged"),
    CUSTOMER_MERGED(409, "The customer is merged away"),
    DUPLICATE_EXTERNAL_REF(409, "Another customer of the shop has this externalRef"),
    NOT_CHANGEABLE(422, "The field can't be changed"),
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
