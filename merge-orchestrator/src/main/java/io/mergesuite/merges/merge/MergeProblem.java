package io.mergesuite.merges.merge;

import io.mergesuite.api.ProblemType;

/** What can be wrong with a merge that is asked for (CM-01 … CM-03, CM-24). Nothing changes. */
public enum MergeProblem implements ProblemType {
    BOTH_FORMS(400, "Name the customers in one form: survivorId with sourceIds, or customers"),
    PLAN_NOT_SUPPORTED(422, "Merging by a plan is not possible yet"),
    NO_SURVIVOR(422, "No survivor is named"),
    SEVERAL_SURVIVORS(422, "More than one survivor is named"),
    NO_SOURCE(422, "No source is named"),
    TOO_MANY_SOURCES(422, "A merge has at most 1,000 sources"),
    SURVIVOR_AMONG_SOURCES(422, "The survivor is among the sources"),
    DUPLICATE_CUSTOMER(422, "A customer is named twice"),
    UNKNOWN_CUSTOMER(422, "There is no such customer"),
    CUSTOMER_MERGED(409, "The customer is merged away"),
    SHOP_MISMATCH(422, "The customers are of different shops"),
    KIND_MISMATCH(422, "Persons and companies can't be merged with each other"),
    SURVIVOR_AS_SOURCE(422, "A former survivor can't be a source under the shop's policy"),
    CUSTOMER_IN_MERGE(409, "The customer is in another merge that has not ended");

    private final int status;
    private final String title;

    MergeProblem(int status, String title) {
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
