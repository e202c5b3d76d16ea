package io.mergesuite.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.imports.Mapping.Format;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the lines that came back as a file of the form in which they were sent (CU-07), to be mended and sent again with the same mapping.
 * Each has its reason beside it: in four columns before the others, or in a member {@value #MEMBER}; an import passes them over. What
 * can't be read as it stands is written so that it comes back again as long as nobody has mended it.
 */
record ReturnedLines(FileForm form) {

    /** The member of an NDJSON line that has its reason, and the beginning of the columns of CSV. */
    static final String MEMBER = "import";

    /** What stands in {@link #MEMBER} of a line that could not be read as an object: its text. */
    static final String SENT = "sent";

    /** The columns that CSV has before those that were sent. */
    static final List<String> COLUMNS = List.of("import.line", "import.field", "import.code", "import.reason");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final ObjectReader LINE = JSON.reader();
    private static final String LINE_END = "\r\n";
    /** So that spreadsheets, and an import whatever its mapping names, take the file for UTF-8. */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** What stands before the first line. A file whose first line is data has no columns for reasons either: their numbers would change. */
    String head() {
        if (form.format() == Format.NDJSON) {
            return "";
        }
        return form.header() == null
                ? String.valueOf(BYTE_ORDER_MARK)
                : BYTE_ORDER_MARK + cells(COLUMNS.stream()) + form.delimiter() + own(form.header()) + LINE_END;
    }

    /** A line and why it came back. */
    String line(Rejection rejection) {
        if (form.format() == Format.NDJSON) {
            return document(rejection);
        }
        String sent = rejection.sent();
        if (form.header() == null) {
            return sent == null ? "" : sent + LINE_END;
        }
        String reason = Stream.concat(
                        Stream.of(rejection.reason()),
                        rejection.also().stream().map(flaw -> flaw.field() + ": " + flaw.reason()))
                .collect(Collectors.joining("; "));
        String cells = cells(Stream.of(
                Long.toString(rejection.line()), rejection.field(), rejection.code(), reason.replaceAll("\\R", " ")));
        // Without the line's own cells it is too short for the header
        return cells + (sent == null ? "" : form.delimiter() + own(sent)) + LINE_END;
    }

    private String document(Rejection rejection) {
        ObjectNode whole = read(rejection.sent());
        boolean isRead = whole != null;
        ObjectNode line = isRead ? whole : JSON.createObjectNode();
        ObjectNode reason = JSON.valueToTree(rejection);
        if (!isRead) {
            reason.put(SENT, rejection.sent());
        }
        line.set(MEMBER, reason);
        try {
            return JSON.writeValueAsString(line) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static ObjectNode read(String sent) {
        if (sent == null || sent.indexOf(Decoding.UNDECODABLE) >= 0) {
            return null;
        }
        try {
            JsonNode value = LINE.readTree(sent);
            return value instanceof ObjectNode object && !isUnmended(object) ? object : null;
        } catch (JsonProcessingException malformed) {
            return null;
        }
    }

    /** Whether a line still has what could not be read of it before. */
    static boolean isUnmended(ObjectNode line) {
        return line.path(MEMBER).has("code") && line.path(MEMBER).has(SENT);
    }

    /** Takes out of a line why it had come back. */
    static void dropReason(ObjectNode line) {
        if (line.path(MEMBER).has("code")) {
            line.remove(MEMBER);
        }
    }

    /** A row, or the header, without the columns that an earlier file of results had put before it. */
    private String own(String row) {
        if (!form.header().startsWith(cells(COLUMNS.stream()))) {
            return row;
        }
        int left = COLUMNS.size();
        boolean quoted = false;
        for (int i = 0; i < row.length(); i++) {
            char c = row.charAt(i);
            if (c == form.quote()) {
                quoted = !quoted;
            } else if (c == form.delimiter() && !quoted) {
                left--;
                if (left == 0) {
                    return row.substring(i + 1);
                }
            }
        }
        return row;
    }

    private String cells(Stream<String> cells) {
        return cells.map(cell -> cell == null ? "" : cell)
                .map(this::quoted)
                .collect(Collectors.joining(form.delimiter().toString()));
    }

    private String quoted(String cell) {
        String quote = String.valueOf(form.quote());
        return cell.indexOf(form.delimiter()) < 0 && !cell.contains(quote)
                ? cell
                : quote + cell.replace(quote, quote + quote) + quote;
    }
}
