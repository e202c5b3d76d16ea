package io.mergesuite.imports;

import io.mergesuite.api.ProblemType;

/** Why an import is refused as a whole, before anything is stored (API-13). */
public enum ImportProblem implements ProblemType {
    /** {@code errors} points at each wrong place of the mapping; the guide to imports says what can stand there. */
    MAPPING_INVALID(422, "The mapping can't be used"),
    /** Send the file as a part named {@code file}, with a filename. */
    FILE_MISSING(400, "The request has no part named file"),
    /** The file holds no line with anything in it. */
    FILE_EMPTY(422, "The file is empty"),
    /** {@code detail} says why: gzip that is damaged or cut off, a workbook, a header that is none. */
    FILE_UNREADABLE(422, "The file can't be read"),
    /** It has bytes that are not in its character set, or are surely those of another. Name it as {@code charset} in the mapping. */
    CHARSET_WRONG(422, "The file is in another character set"),
    /** Send NDJSON: one object a line, without brackets around all and commas between them. */
    JSON_ARRAY(422, "The file is one JSON array");

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
