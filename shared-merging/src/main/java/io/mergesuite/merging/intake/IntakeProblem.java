package io.mergesuite.merging.intake;

import io.mergesuite.api.ProblemType;

/** How the intake of a record can end badly (OR-05). */
enum IntakeProblem implements ProblemType {
    /** The answer names the first record with it. A second one needs another externalRef. */
    DUPLICATE_EXTERNAL_REF(409, "A record with this externalRef exists"),
    /** The record names a customer that the shop does not have. Make the customer first, or send it with the record. */
    UNKNOWN_CUSTOMER(422, "There is no such customer"),
    /** The customer was erased for privacy: it takes no more records, and those it has stay as they are. Send a new one for another. */
    CUSTOMER_ERASED(422, "The customer was erased"),
    /** The customer that came with the record is refused by customer-service; {@code errors} says why. */
    CUSTOMER_REFUSED(422, "The customer can't be made");

    private final int status;
    private final String title;

    IntakeProblem(int status, String title) {
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
