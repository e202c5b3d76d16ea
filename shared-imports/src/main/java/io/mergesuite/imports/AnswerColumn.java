package io.mergesuite.imports;

/**
 * A column in which CSV holds a part of an answer.
 *
 * @param name the path, such as {@code familyName} or {@code lines[].unitPrice}
 * @param money whether it is an amount: minor units in JSON, major ones in a cell
 */
public record AnswerColumn(String name, boolean money) {}
