package io.mergesuite.exports;

import io.mergesuite.api.ProblemType;

/** Why an export is refused (API-13, API-14). */
public enum ExportProblem implements ProblemType {
    /** {@code suite.exports.at-once} are under way. Wait {@code Retry-After} seconds and ask again. */
    TOO_MANY_EXPORTS(429, "Too many exports are under way");

    private final int status;
    private final String title;

    ExportProblem(int status, String title) {
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
