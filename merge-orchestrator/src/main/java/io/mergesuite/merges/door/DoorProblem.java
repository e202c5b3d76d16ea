package io.mergesuite.merges.door;

import io.mergesuite.api.ProblemType;

/** What can go wrong between the front door and the service behind it. */
enum DoorProblem implements ProblemType {
    /** {@code service} names it. Try again after {@code Retry-After}, what starts something with the same {@code Idempotency-Key}. */
    SERVICE_UNAVAILABLE(503, "The service behind this address does not answer");

    private final int status;
    private final String title;

    DoorProblem(int status, String title) {
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
