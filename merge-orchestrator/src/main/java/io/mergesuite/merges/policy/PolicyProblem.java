package io.mergesuite.merges.policy;

import io.mergesuite.api.ProblemType;

/** What can be wrong with a policy (CM-17). */
enum PolicyProblem implements ProblemType {
    UNKNOWN_SWITCH(422, "The policy has no such switch"),
    UNKNOWN_PRESET(422, "There is no such preset"),
    UNKNOWN_VALUE(422, "The switch has no such value");

    private final int status;
    private final String title;

    PolicyProblem(int status, String title) {
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
