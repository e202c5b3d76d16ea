package io.mergesuite.imports;

/**
 * A line as it was sent.
 *
 * @param number of the line in the file, from 1
 * @param text without its line end; null if it is not kept
 */
record SentLine(long number, String text) {}
