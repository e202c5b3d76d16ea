package io.mergesuite.customers.points;

import io.mergesuite.api.ProblemType;

/** What can be wrong with points. */
enum PointProblem implements ProblemType {
    /** {@code balance} says how many there are. Nothing was taken. */
    NOT_ENOUGH_POINTS(422, "There are not enough points"),
    /** Give more than 0 points, or take less. */
    NO_POINTS(422, "An entry of no points"),
    /** The shop has an entry or a lot of this externalRef. It was not made again. */
    DUPLICATE_POINTS(409, "These points were entered before");

    private final int status;
    private final String title;

    PointProblem(int status, String title) {
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
