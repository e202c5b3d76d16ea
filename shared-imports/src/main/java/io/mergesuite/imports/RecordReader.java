package io.mergesuite.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.Problem;
import io.mergesuite.api.RequestReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Predicate;

/**
 * Turns a row into the request record of its kind, checked by the rules of the kind's {@code POST}. So an import can't let in what the
 * API refuses, and refuses it with the same code.
 */
@ApplicationScoped
public class RecordReader {

    /** A row that could be read, or why not. */
    public sealed interface Read<T> {}

    /** The row's record. */
    public record Value<T>(T value) implements Read<T> {}

    /** The row comes back; hand {@code rejected} on as its result. */
    public record Refused<T>(ImportResult.Rejected rejected) implements Read<T> {}

    private final RequestReader requests;

    RecordReader(RequestReader requests) {
        this.requests = requests;
    }

    /** Reads the row as {@code type}; what is wrong comes back with field, code and reason, all of it at once where it can be told. */
    public <T extends Record> Read<T> read(ImportRow row, Class<T> type) {
        return read(row.value(), type, field -> true);
    }

    /** Reads the record that the row makes of one that is there; only what the row itself has can be wrong. */
    public <T extends Record> Read<T> read(ImportRow row, ObjectNode whole, Class<T> type) {
        return read(whole, type, row.value()::has);
    }

    private <T extends Record> Read<T> read(ObjectNode whole, Class<T> type, Predicate<String> sent) {
        try {
            return new Value<>(requests.read(whole, type, sent));
        } catch (Problem wrong) {
            List<Flaw> flaws = wrong.faults().stream()
                    .map(fault -> new Flaw(field(fault.pointer(), whole), fault.code(), fault.detail()))
                    .toList();
            return new Refused<>(new ImportResult.Rejected(flaws));
        }
    }

    /** {@code /lines/0/sku} as {@code lines[0].sku}; the record itself is null. */
    private static String field(String pointer, JsonNode record) {
        StringBuilder field = new StringBuilder();
        JsonNode at = record;
        for (String step :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            if (at.isArray()) {
                field.append('[').append(step).append(']');
                at = at.path(Integer.parseInt(step));
            } else {
                String name = step.replace("~1", "/").replace("~0", "~");
                field.append(field.isEmpty() ? "" : ".").append(name);
                at = at.path(name);
            }
        }
        return field.isEmpty() ? null : field.toString();
    }
}
