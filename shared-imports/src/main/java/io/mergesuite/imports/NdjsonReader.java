package io.mergesuite.imports;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.Storable;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

/**
 * Reads NDJSON: one JSON object a line, ended by LF, CR LF or CR, empty lines passed over. With a mapping, a column is a member's path, such as {@code name} or
 * {@code address.city}, and an array or object counts as empty.
 */
final class NdjsonReader implements RowReader {

    private static final int END = -1;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();

    private final Reader reader;
    private final List<List<String>> columns;
    private final int longest;
    private final Charset charset;
    private final char[] buffer = new char[1 << 16];
    private final StringBuilder text = new StringBuilder();
    private int at;
    private int limit;
    private long line;

    /**
     * @param columns the members to hand out as cells; null: the whole objects
     * @param longest the longest line in characters
     * @param charset of the file, to name it where a line has bytes that are not in it
     */
    NdjsonReader(Reader reader, List<String> columns, int longest, Charset charset) {
        this.reader = reader;
        this.columns = columns == null
                ? null
                : columns.stream()
                        .map(column -> List.of(column.split("\\.", -1)))
                        .toList();
        this.longest = longest;
        this.charset = charset;
    }

    @Override
    public Row next() throws IOException {
        do {
            if (!readLine()) {
                return null;
            }
        } while (text.toString().isBlank());
        if (text.length() > longest) {
            return broken("too-long", "the line is longer than " + longest + " characters");
        }
        if (text.indexOf(String.valueOf(Decoding.UNDECODABLE)) >= 0) {
            return broken(Decoding.undecodable(charset));
        }
        JsonNode value;
        try {
            value = JSON.readTree(text.toString());
        } catch (JsonProcessingException malformed) {
            return broken("malformed-json", "the line is no readable JSON");
        }
        if (!(value instanceof ObjectNode object)) {
            return broken("malformed-json", "the line is no JSON object");
        }
        if (ReturnedLines.isUnmended(object)) {
            return broken("malformed-json", "the line could not be read before, and is still as it was");
        }
        ReturnedLines.dropReason(object);
        if (!Storable.isStorable(object)) {
            return broken("invalid-character", "the line holds a NUL or half a surrogate pair");
        }
        return columns == null
                ? new Row.Document(line, object, text.toString())
                : new Row.Cells(line, cells(object), text.toString());
    }

    private Row broken(String code, String reason) {
        return broken(new Flaw(null, code, reason));
    }

    private Row broken(Flaw flaw) {
        return new Row.Broken(
                line,
                columns == null ? null : Arrays.asList(new String[columns.size()]),
                flaw,
                text.length() > longest ? null : text.toString());
    }

    private List<String> cells(ObjectNode object) {
        String[] cells = new String[columns.size()];
        for (int i = 0; i < cells.length; i++) {
            JsonNode member = object.get(String.join(".", columns.get(i)));
            if (member == null) {
                member = object;
                for (String step : columns.get(i)) {
                    member = member.path(step);
                }
            }
            cells[i] = member.isValueNode() && !member.isNull() ? member.asText() : "";
        }
        return Arrays.asList(cells);
    }

    /** Reads a line into {@link #text}, of a line too long only its begin; false at the end of the file. */
    private boolean readLine() throws IOException {
        text.setLength(0);
        if (at == limit && !fill()) {
            return false;
        }
        line++;
        while (at < limit || fill()) {
            int from = at;
            while (at < limit && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            if (text.length() <= longest) {
                text.append(buffer, from, Math.min(at - from, longest + 1));
            }
            if (at < limit) {
                boolean carriageReturn = buffer[at] == '\r';
                at++;
                if (carriageReturn && (at < limit || fill()) && buffer[at] == '\n') {
                    at++;
                }
                break;
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        int read = reader.read(buffer, 0, buffer.length);
        at = 0;
        limit = Math.max(read, 0);
        return read != END && read > 0;
    }
}
