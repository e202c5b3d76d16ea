package io.mergesuite.leads.lead;

import io.mergesuite.api.ProblemType;

/** How storing a lead can end badly. */
enum LeadProblem implements ProblemType {
    DUPLICATE_EXTERNAL_REF(409, "A lead with this externalRef exists"),
    CUSTOMER_AMBIGUOUS(400, "The customer is named in more than one way");

    private final int status;
    private final String title;

    LeadProblem(int status, String title) {
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
