package io.mergesuite.imports;

import io.mergesuite.api.ProblemType;

/** Why an import is refused as a whole, before anything is stored (API-13). */
public enum ImportProblem implements ProblemType {
    /** With a pointer into the mapping for each thing that is wrong. */
    MAPPING_INVALID(422, "The mapping can't be used"),
    FILE_MISSING(400, "The request has no part named file"),
    FILE_EMPTY(422, "The file is empty"),
    FILE_UNREADABLE(422, "The file can't be read");

    private final int status;
    private final String title;

    ImportProblem(int status, String title) {
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
