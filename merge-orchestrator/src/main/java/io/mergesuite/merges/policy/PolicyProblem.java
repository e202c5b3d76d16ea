package io.mergesuite.merges.policy;

import io.mergesuite.api.ProblemType;

/** What can be wrong with a policy (CM-17). */
enum PolicyProblem implements ProblemType {
    /** The switch is misspelt, or does not work yet. {@code GET} of the policy shows those there are. */
    UNKNOWN_SWITCH(422, "The policy has no such switch"),
    /** {@code detail} names the presets there are. */
    UNKNOWN_PRESET(422, "There is no such preset"),
    /** {@code errors} names the values that the switch has. */
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
