package io.mergesuite.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;

/**
 * Turns a row into the request record of its kind, checked by the rules of the kind's {@code POST}: JSON types, unknown fields and Bean
 * Validation. So an import can't let in what the API refuses.
 */
@ApplicationScoped
public class RecordReader {

    /** A row that could be read, or why not. */
    public sealed interface Read<T> {}

    public record Value<T>(T value) implements Read<T> {}

    public record Refused<T>(ImportResult.Rejected rejected) implements Read<T> {}

    RecordReader(ObjectMapper json, Validator validator) {}

    /** Reads the row as {@code type}; a JSON or validation error comes back with its field, code and reason. */
    public <T extends Record> Read<T> read(ImportRow row, Class<T> type) {
        throw new UnsupportedOperationException();
    }
}
