package io.mergesuite.merges.batch;

import io.mergesuite.api.ProblemType;

/** What can be wrong with a whole batch (API-08); nothing of it is stored. */
enum BatchProblem implements ProblemType {
    /** Send at least one group. */
    NO_GROUPS(422, "The batch has no groups"),
    /** Send several batches. */
    TOO_MANY_GROUPS(422, "A batch has at most 10,000 groups"),
    /** {@code detail} names the customer and the groups. Nothing was stored; put both groups into one. */
    CUSTOMER_IN_TWO_GROUPS(422, "A customer is in two groups of the batch"),
    /** {@code errors} names the group and what is wrong with it. Nothing was stored. */
    GROUP_MALFORMED(422, "A group of the batch is malformed");

    private final int status;
    private final String title;

    BatchProblem(int status, String title) {
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
