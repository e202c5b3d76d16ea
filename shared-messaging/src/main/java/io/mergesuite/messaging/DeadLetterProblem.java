package io.mergesuite.messaging;

import io.mergesuite.api.ProblemType;

/** Why a dead letter can't be ended as it was asked. */
public enum DeadLetterProblem implements ProblemType {
    /** It waits as before. Find the failure in the service's log by the {@code requestId}, mend it, replay it again. */
    REPLAY_FAILED(409, "The message can't be handled this time either");

    private final int status;
    private final String title;

    DeadLetterProblem(int status, String title) {
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
