package io.mergesuite.api;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads as a request what did not come as the body of one: the row of an import, a record with a patch laid over it. The rules and the
 * codes are those of a {@code POST}, so that one fault has one code wherever it is made (API-03).
 */
@ApplicationScoped
public class RequestReader {

    private final StrictJson json;
    private final Validator validator;

    RequestReader(StrictJson json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /**
     * The request, with JSON types, fields and constraints checked.
     *
     * @throws Problem 400 {@code invalid} or {@code unknown-field}, with a pointer for each fault
     */
    public <T extends Record> T read(JsonNode value, Class<T> type) {
        return read(value, type, field -> true);
    }

    /**
     * The same for a record of which some fields are being changed: constraints of the others are not held against the request. What is
     * stored may be more than can be sent, as what merges unite, or of a time when less was asked for.
     *
     * @param sent the names of the fields that the request itself has
     */
    public <T extends Record> T read(JsonNode value, Class<T> type, Predicate<String> sent) {
        T request = type.cast(json.read(value, type));
        Set<ConstraintViolation<T>> violations = validator.validate(request).stream()
                .filter(violation ->
                        sent.test(violation.getPropertyPath().iterator().next().getName()))
                .collect(toSet());
        if (!violations.isEmpty()) {
            throw ViolationProblem.of(violations);
        }
        return request;
    }

    /**
     * The same for a JSON merge patch (RFC 7396).
     *
     * @param present what would make what is stored
     * @param fixed the fields that can't be changed; a patch may name them with the value that they have
     * @throws Problem as {@link #read(JsonNode, Class)}, and 422 {@code not-changeable}
     */
    public <T extends Record> T patched(T present, ObjectNode patch, Set<String> fixed) {
        ObjectNode values = new MergePatch(patch).over(json.tree(present), fixed);
        @SuppressWarnings("unchecked") // the type of a value is a class of its type
        Class<T> type = (Class<T>) present.getClass();
        return read(values, type, patch::has);
    }
}
