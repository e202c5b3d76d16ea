package io.mergesuite.merges.erasure;

import io.mergesuite.api.ProblemType;

/** What can be wrong with an erasure that is asked for (API-11). Nothing changes. */
enum ErasureProblem implements ProblemType {
    /** The id is of no customer of a shop of the token. */
    UNKNOWN_CUSTOMER(422, "There is no such customer");

    private final int status;
    private final String title;

    ErasureProblem(int status, String title) {
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
