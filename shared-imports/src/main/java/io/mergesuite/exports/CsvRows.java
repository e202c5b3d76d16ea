package io.mergesuite.exports;

import com.fasterxml.jackson.databind.JsonNode;
import io.mergesuite.imports.AnswerColumn;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes answers as rows of CSV (RFC 4180) that an import understands without a mapping. A record has as many rows as its longest list
 * has elements, at least one. What is no list's stands in each of them, so that every row can be sorted and summed up by itself.
 *
 * @param currency of amounts whose record names none
 */
record CsvRows(List<AnswerColumn> columns, String currency) {

    private static final String EACH = "[]";
    private static final String LINE_END = "\r\n";
    /** So that spreadsheets take the file for UTF-8. */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    String header() {
        return BYTE_ORDER_MARK + row(columns.stream().map(AnswerColumn::name));
    }

    String rows(JsonNode record) {
        StringBuilder rows = new StringBuilder();
        int height = Math.max(1, height(record));
        for (int i = 0; i < height; i++) {
            int element = i;
            rows.append(row(columns.stream()
                    .map(column -> text(value(record, column.name(), element), column, record))));
        }
        return rows.toString();
    }

    private int height(JsonNode record) {
        return columns.stream()
                .filter(column -> column.name().contains(EACH))
                .mapToInt(column -> list(record, column.name()).size())
                .max()
                .orElse(1);
    }

    /** The list that a column with {@code []} goes through: there is one on its path. */
    private static JsonNode list(JsonNode record, String name) {
        return at(record, name.substring(0, name.indexOf(EACH)));
    }

    private static JsonNode value(JsonNode record, String name, int element) {
        int list = name.indexOf(EACH);
        if (list < 0) {
            return at(record, name);
        }
        String rest = name.substring(list + EACH.length());
        JsonNode one = list(record, name).path(element);
        return rest.isEmpty() ? one : at(one, rest.substring(1));
    }

    private static JsonNode at(JsonNode node, String path) {
        JsonNode here = node;
        for (String step : path.split("\\.", -1)) {
            here = here.path(step);
        }
        return here;
    }

    private String text(JsonNode value, AnswerColumn column, JsonNode record) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return column.money() ? majorUnits(value.longValue(), record) : value.asText();
    }

    private String majorUnits(long amount, JsonNode record) {
        String code = record.path("currency").asText(currency);
        return BigDecimal.valueOf(amount, Currency.getInstance(code).getDefaultFractionDigits())
                .toPlainString();
    }

    private static String row(Stream<String> cells) {
        return cells.map(CsvRows::quoted).collect(Collectors.joining(",", "", LINE_END));
    }

    private static String quoted(String cell) {
        return cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? cell
                : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
