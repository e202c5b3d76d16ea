package io.mergesuite.imports;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What is wrong with a record: one reason why it is rejected.
 *
 * @param field the path of the field, such as {@code lines[2].unitPrice}; null when the whole record is meant
 * @param code a stable code, such as {@code unknown-customer}
 * @param reason what is wrong, for a person, without values of persons
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Flaw(String field, String code, String reason) {}
