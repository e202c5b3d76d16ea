package io.mergesuite.orders.order;

import io.mergesuite.api.ProblemType;

/** How storing an order can end badly, beyond what holds for every record. */
enum OrderProblem implements ProblemType {
    /** {@code subscriptionId} names no subscription of the shop. */
    UNKNOWN_SUBSCRIPTION(422, "There is no such subscription");

    private final int status;
    private final String title;

    OrderProblem(int status, String title) {
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
