package io.mergesuite.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One record of the file, as the body of the kind's {@code POST} would have it.
 *
 * @param line the line of the file on which the record begins, from 1; of a grouped record, that of its first row
 * @param value the record; {@code shopId} is set to the job's shop where the kind has that field
 */
public record ImportRow(long line, ObjectNode value) {}
