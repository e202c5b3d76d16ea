package io.mergesuite.customers.coupon;

import io.mergesuite.api.ProblemType;

/** What can be wrong with a coupon. */
enum CouponProblem implements ProblemType {
    /** The shop has a coupon of this externalRef. It was not given again. */
    DUPLICATE_COUPON(409, "This coupon was given before");

    private final int status;
    private final String title;

    CouponProblem(int status, String title) {
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
