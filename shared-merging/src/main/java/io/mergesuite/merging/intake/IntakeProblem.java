package io.mergesuite.merging.intake;

import io.mergesuite.api.ProblemType;

/** How the intake of a record can end badly (OR-05). */
enum IntakeProblem implements ProblemType {
    DUPLICATE_EXTERNAL_REF(409, "A record with this externalRef exists"),
    UNKNOWN_CUSTOMER(422, "There is no such customer in this shop"),
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
