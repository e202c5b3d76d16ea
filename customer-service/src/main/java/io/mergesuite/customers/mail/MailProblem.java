package io.mergesuite.customers.mail;

import io.mergesuite.api.ProblemType;

/** What can be wrong with a mail. */
enum MailProblem implements ProblemType {
    /** The shop has a mail of this externalRef. It was not noted again. */
    DUPLICATE_MAIL(409, "This mail was noted before");

    private final int status;
    private final String title;

    MailProblem(int status, String title) {
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
