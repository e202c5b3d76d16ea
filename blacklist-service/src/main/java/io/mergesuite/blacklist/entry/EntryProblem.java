package io.mergesuite.blacklist.entry;

import io.mergesuite.api.ProblemType;

/** How storing an entry can end badly. */
enum EntryProblem implements ProblemType {
    DUPLICATE_EXTERNAL_REF(409, "An entry with this externalRef exists"),
    CUSTOMER_AMBIGUOUS(400, "The customer is named in more than one way"),
    PERSON_UNCLEAR(400, "An entry needs a customer, or two of full name, postal code and phone"),
    UNTIL_BEFORE_SINCE(400, "The entry ends before it begins");

    private final int status;
    private final String title;

    EntryProblem(int status, String title) {
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
