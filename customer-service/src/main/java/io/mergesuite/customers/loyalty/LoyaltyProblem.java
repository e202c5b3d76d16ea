package io.mergesuite.customers.loyalty;

import io.mergesuite.api.ProblemType;

/** What can be wrong with a participation. */
enum LoyaltyProblem implements ProblemType {
    /** The customer takes part in the programme. Change the participation instead. */
    ALREADY_JOINED(409, "The customer takes part already");

    private final int status;
    private final String title;

    LoyaltyProblem(int status, String title) {
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
