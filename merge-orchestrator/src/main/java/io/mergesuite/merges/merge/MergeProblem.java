package io.mergesuite.merges.merge;

import io.mergesuite.api.ProblemType;

/** What can be wrong with a merge that is asked for (CM-01 … CM-03, CM-24), or with what is asked of one (API-09). Nothing changes. */
public enum MergeProblem implements ProblemType {
    /** Use one of the two. */
    BOTH_FORMS(400, "Name the customers in one form: survivorId with sourceIds, or customers"),
    /** Leave {@code planId} out. */
    PLAN_NOT_SUPPORTED(422, "Merging by a plan is not possible yet"),
    /** Send {@code survivorId}, or mark one of {@code customers} as survivor. */
    NO_SURVIVOR(422, "No survivor is named"),
    /** Mark one of {@code customers} alone. */
    SEVERAL_SURVIVORS(422, "More than one survivor is named"),
    /** A merge needs at least one source beside the survivor. */
    NO_SOURCE(422, "No source is named"),
    /** Merge in several steps, with the same survivor. */
    TOO_MANY_SOURCES(422, "A merge has at most 1,000 sources"),
    /** A customer can't be merged into itself. */
    SURVIVOR_AMONG_SOURCES(422, "The survivor is among the sources"),
    /** Name each once, by id or by number. */
    DUPLICATE_CUSTOMER(422, "A customer is named twice"),
    /** An id or number is of no customer of a shop of the token; {@code errors} says which. */
    UNKNOWN_CUSTOMER(422, "There is no such customer"),
    /** The customer lives on in {@code mergedInto}. Name that one. */
    CUSTOMER_MERGED(409, "The customer is merged away"),
    /** Only customers of one shop can be merged. */
    SHOP_MISMATCH(422, "The customers are of different shops"),
    /** Merge persons with persons, companies with companies. */
    KIND_MISMATCH(422, "Persons and companies can't be merged with each other"),
    /** Make it the survivor, or let the shop's policy allow it ({@code survivorMayBecomeSource}). */
    SURVIVOR_AS_SOURCE(422, "A former survivor can't be a source under the shop's policy"),
    /** {@code mergeId} names the other merge. Wait for its end. */
    CUSTOMER_IN_MERGE(409, "The customer is in another merge that has not ended"),
    /** {@code erasureId} names the erasure. What remains of the customer afterwards can't be merged. */
    CUSTOMER_IN_ERASURE(409, "The customer is being erased"),
    /** Only ids and amounts are left of it. Take it out of the merge. */
    CUSTOMER_ERASED(409, "The customer was erased"),
    /** It is no customer of the shop any more. Restore it, or take it out of the merge. */
    CUSTOMER_DELETED(409, "The customer is deleted"),
    /** All services had agreed before the abort came; {@code state} says how far it is. It goes on to its end. */
    MERGE_COMMITTED(409, "The merge can't be aborted any more"),
    /** There is nothing to try again; {@code state} says how it ended. */
    MERGE_ENDED(409, "The merge has ended");

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
