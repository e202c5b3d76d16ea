package io.mergesuite.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A row of the file, as far as it is understood without knowing what its columns mean. */
sealed interface Row {

    /** The line on which the row begins, from 1. */
    long line();

    /** The row as it stands in the file, without its line end; null if it is too long to be kept. */
    String sent();

    /** What comes back of it if it is rejected. */
    default SentLine sentLine() {
        return new SentLine(line(), sent());
    }

    /** The cells of the columns that the mapping names, in the order of {@link RowMapper#columns}. */
    record Cells(long line, List<String> values, String sent) implements Row {}

    /** A line of NDJSON with the fields' own names. */
    record Document(long line, ObjectNode value, String sent) implements Row {}

    /**
     * A row that can't be read.
     *
     * @param values the cells as far as they were read, null where not: they may still tell to which record the row belongs
     */
    record Broken(long line, List<String> values, Flaw flaw, String sent) implements Row {}
}
