package io.mergesuite.imports;

import java.io.IOException;

/** Reads a file row by row, in constant memory. Reading it again gives the same rows. */
interface RowReader {

    /**
     * The next row, or null at the end. What is wrong with one row is a {@link Row.Broken}.
     *
     * @throws IOException if the stream itself breaks, such as a truncated gzip file
     */
    Row next() throws IOException;
}
