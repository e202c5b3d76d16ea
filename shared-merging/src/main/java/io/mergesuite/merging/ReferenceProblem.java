package io.mergesuite.merging;

import io.mergesuite.api.ProblemType;

/** What can be wrong with the customer that a record names. */
public enum ReferenceProblem implements ProblemType {
    UNKNOWN_CUSTOMER(422, "There is no such customer in this shop");

    private final int status;
    private final String title;

    ReferenceProblem(int status, String title) {
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
