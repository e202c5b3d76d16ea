package io.mergesuite.imports;

import io.mergesuite.api.Problem;
import io.mergesuite.imports.Mapping.Column;
import io.mergesuite.imports.Mapping.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file opened with its mapping: the header is read and all columns that the mapping names are there.
 *
 * @param mapping complete: a CSV without fields has those of its header
 * @param ignoredColumns the file's columns that the mapping does not name; empty for NDJSON
 */
record ImportFile(Mapping mapping, RowReader rows, List<String> ignoredColumns, FileForm form) {

    private static final int LOOK_AHEAD = 1 << 16;
    private static final Pattern JSON_ARRAY = Pattern.compile("\\s*\\[\\s*[\\[{\\]]");

    /**
     * Opens a file.
     *
     * @param stored the bytes as they were sent
     * @param named the character set that the sender named; null: none
     * @param longest the longest row in characters
     * @throws Problem 422 if the file is empty, no text, in another character set, has no header, or lacks a column of the mapping
     * @throws IOException if the stream breaks
     */
    static ImportFile open(InputStream stored, Charset named, Mapping mapping, ImportShape shape, int longest)
            throws IOException {
        Decoding.Decoded decoded = Decoding.decoded(Decoding.unpacked(stored), named);
        PushbackReader reader = new PushbackReader(decoded.reader(), LOOK_AHEAD);
        char[] ahead = new char[LOOK_AHEAD];
        int length = 0;
        while (length < ahead.length) {
            int read = reader.read(ahead, length, ahead.length - length);
            if (read < 0) {
                break;
            }
            length += read;
        }
        String begin = new String(ahead, 0, length);
        reader.unread(ahead, 0, length);
        if (begin.isBlank()) {
            throw new Problem(ImportProblem.FILE_EMPTY, "the file has no line that holds anything");
        }
        decoded.check(begin);
        if (mapping.format() != Format.CSV && JSON_ARRAY.matcher(begin).lookingAt()) {
            throw new Problem(ImportProblem.JSON_ARRAY, "the file is one array; it has to be one object a line");
        }
        Format format = mapping.format() != null
                ? mapping.format()
                : begin.stripLeading().startsWith("{") ? Format.NDJSON : Format.CSV;
        if (format == Format.NDJSON) {
            if (mapping.fields() == null && !mapping.groupBy().isEmpty()) {
                throw new Problem(ImportProblem.MAPPING_INVALID, "the mapping does not fit; nothing was stored")
                        .at("/mapping/groupBy", "fields-needed", "NDJSON of several rows a record needs fields");
            }
            List<String> columns = mapping.fields() == null
                    ? null
                    : RowMapper.columns(mapping).stream()
                            .map(Column::name)
                            .distinct()
                            .toList();
            return new ImportFile(
                    mapping,
                    new NdjsonReader(reader, columns, longest, decoded.charset()),
                    List.of(),
                    new FileForm(decoded.charset(), format, null, mapping.quote(), null));
        }
        char delimiter =
                mapping.delimiter() == null ? CsvReader.delimiterOf(begin, mapping.quote()) : mapping.delimiter();
        CsvReader csv = new CsvReader(reader, delimiter, mapping.quote(), longest, decoded.charset());
        return csv(csv, mapping, shape, decoded, delimiter);
    }

    private static ImportFile csv(
            CsvReader csv, Mapping given, ImportShape shape, Decoding.Decoded decoded, char delimiter)
            throws IOException {
        List<String> header = csv.header();
        if (header == null) {
            throw new Problem(ImportProblem.FILE_EMPTY, "the file has no line that holds anything");
        }
        if (given.header() && csv.isUndecodable()) {
            throw decoded.undecodable();
        }
        String sent = given.header() ? csv.sent() : null;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            names.add(given.header() ? header.get(i).strip() : Integer.toString(i + 1));
        }
        if (!given.header()) {
            csv.rewind();
        }
        Mapping mapping = given.fields() == null ? MappingReader.named(given, ownNames(names), shape) : given;
        Map<String, Integer> places = new HashMap<>();
        Set<String> twice = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (places.putIfAbsent(names.get(i), i) != null) {
                twice.add(names.get(i));
            }
        }
        Problem problem =
                new Problem(ImportProblem.MAPPING_INVALID, "the file lacks columns of the mapping; nothing was stored");
        boolean wrong = false;
        Map<String, Integer> used = new LinkedHashMap<>();
        for (Column column : RowMapper.columns(mapping)) {
            Integer place = places.get(column.name());
            if (place == null) {
                problem.at(column.pointer(), "unknown-column", "the file has no column " + column.name());
                wrong = true;
            } else if (twice.contains(column.name())) {
                problem.at(column.pointer(), "ambiguous-column", "the file has several columns " + column.name());
                wrong = true;
            } else {
                used.putIfAbsent(column.name(), place);
            }
        }
        if (wrong) {
            throw problem;
        }
        csv.project(used.values().stream().mapToInt(Integer::intValue).toArray());
        return new ImportFile(
                mapping,
                csv,
                names.stream().filter(name -> !used.containsKey(name)).toList(),
                new FileForm(decoded.charset(), Format.CSV, delimiter, given.quote(), sent));
    }

    /** Without the columns of a file of results, which say why a row came back. */
    private static List<String> ownNames(List<String> names) {
        return names.stream()
                .filter(name -> !ReturnedLines.COLUMNS.contains(name))
                .toList();
    }
}
