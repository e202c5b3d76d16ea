package io.mergesuite.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mergesuite.contracts.facts.ShopFacts;
import io.mergesuite.imports.Mapping.Column;
import io.mergesuite.imports.Mapping.Constant;
import io.mergesuite.imports.Mapping.FieldMapping;
import io.mergesuite.imports.Mapping.NameOrder;
import io.mergesuite.imports.Mapping.NamePart;
import io.mergesuite.imports.Mapping.Numbers;
import io.mergesuite.imports.Mapping.Source;
import io.mergesuite.imports.Mapping.Text;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes one record of the rows that belong to it, by the mapping. Pure: the same rows give the same record, whenever the job is
 * taken up again.
 *
 * <p>An object or list element that has columns is left out when all of them are empty, whatever constants it also has: no address that is
 * nothing but its type. One made of constants alone is always there.
 */
final class RowMapper {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String SHOP_ID = "shopId";
    private static final String CURRENCY = "currency";
    private static final String UNKNOWN_AGAIN =
            "a record that has an id is known again by this alone; to take it as a new one"
                    + " leave the id out, such as by ignore";

    /** A record, or why there is none. */
    record Mapped(Draft draft, List<LineFlaw> flaws) {}

    /**
     * A record.
     *
     * @param lines of the file that it was made of
     * @param elements for each list with an element a row, the row (its place in {@code lines}) of each element
     */
    record Draft(ImportRow row, List<SentLine> lines, Map<String, List<Integer>> elements) {}

    /** A flaw and the line it is on; 0: the record as a whole. */
    record LineFlaw(long line, Flaw flaw) {}

    private final ImportShape shape;
    private final ShopFacts shop;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<Integer> groupBy;
    private final Set<String> emptyValues;
    private final Set<String> ignored;
    private final Members tree;
    private final FieldMapping currency;
    private final IdentityHashMap<Text, DateReader> dates = new IdentityHashMap<>();

    /**
     * @param mapping with fields; without, only {@link #map(Row.Document)} can be used
     * @param today of the job, not of the moment
     */
    RowMapper(Mapping mapping, ImportShape shape, ShopFacts shop, LocalDate today) {
        this.shape = shape;
        this.shop = shop;
        this.emptyValues = mapping.emptyValues();
        this.ignored = mapping.ignored();
        for (Column column : columns(mapping)) {
            places.putIfAbsent(column.name(), places.size());
        }
        this.groupBy = mapping.groupBy().stream()
                .map(column -> places.get(column.name()))
                .toList();
        if (mapping.fields() == null) {
            this.tree = null;
            this.currency = null;
            return;
        }
        this.tree = new Members();
        mapping.fields().forEach(tree::add);
        this.currency = mapping.fields().stream()
                .filter(field -> field.name().equals(CURRENCY))
                .findFirst()
                .orElse(null);
        ZoneId zone = ZoneId.of(shop.timeZone());
        for (FieldMapping field : mapping.fields()) {
            for (Source source : field.alternatives()) {
                if (source instanceof Text text) {
                    dates.put(
                            text,
                            new DateReader(
                                    text.dates().formats(),
                                    text.dates().zone() == null
                                            ? zone
                                            : text.dates().zone(),
                                    text.dates().firstYear(),
                                    today));
                }
            }
        }
    }

    /** The columns that a mapping names, first those of {@code groupBy}; a column as often as it is named. */
    static List<Column> columns(Mapping mapping) {
        List<Column> columns = new ArrayList<>(mapping.groupBy());
        if (mapping.fields() != null) {
            for (FieldMapping field : mapping.fields()) {
                for (Source source : field.alternatives()) {
                    if (source instanceof Text text) {
                        columns.addAll(text.columns());
                    }
                }
            }
        }
        return columns;
    }

    /** The columns whose cells {@link #map} expects in its rows, in this order. */
    List<String> columns() {
        return List.copyOf(places.keySet());
    }

    boolean isGrouped() {
        return !groupBy.isEmpty();
    }

    /** What tells to which record a row belongs; null if it has nothing there. */
    String group(List<String> values) {
        StringBuilder key = new StringBuilder();
        boolean any = false;
        for (int place : groupBy) {
            String cell = values.get(place) == null ? "" : strip(values.get(place));
            any |= !cell.isEmpty() && !emptyValues.contains(cell);
            // Escaped, so that ("a", "b/") and ("a/", "b") differ
            key.append(key.isEmpty() && place == groupBy.getFirst() ? "" : "/")
                    .append(cell.replace("\\", "\\\\").replace("/", "\\/"));
        }
        return any ? key.toString() : null;
    }

    /** The record of a line of NDJSON that has the fields' own names. */
    Mapped map(Row.Document row) {
        ObjectNode record = row.value();
        record.remove(ignored);
        List<LineFlaw> flaws = new ArrayList<>();
        if (record.hasNonNull(ImportShape.ID) && shape.isUnknown(record)) {
            flaws.add(new LineFlaw(row.line(), new Flaw(shape.keyField(), "empty", UNKNOWN_AGAIN)));
        }
        shape.dropAnswerOnly(record);
        return finish(record, List.of(row.sentLine()), Map.of(), flaws);
    }

    /** The record of one or more rows. */
    Mapped map(List<Row.Cells> rows) {
        Evaluation evaluation = new Evaluation(rows);
        return finish(
                evaluation.record(), rows.stream().map(Row::sentLine).toList(), evaluation.elements, evaluation.flaws);
    }

    private Mapped finish(
            ObjectNode value, List<SentLine> lines, Map<String, List<Integer>> elements, List<LineFlaw> flaws) {
        if (shape.root().members().containsKey(SHOP_ID)) {
            JsonNode named = value.path(SHOP_ID);
            if (!named.isMissingNode()
                    && !named.isNull()
                    && !named.asText().equals(shop.shopId().value())) {
                flaws.add(new LineFlaw(0, new Flaw(SHOP_ID, "unknown-shop", "the import is of another shop")));
            }
            value.put(SHOP_ID, shop.shopId().value());
        }
        return flaws.isEmpty()
                ? new Mapped(new Draft(new ImportRow(lines.getFirst().number(), value), lines, elements), List.of())
                : new Mapped(null, flaws);
    }

    /** A part of the record, as the mapping has it. */
    private sealed interface Node {}

    private record Leaf(FieldMapping field) implements Node {}

    private static final class Elements implements Node {
        final TreeMap<Integer, Node> byNumber = new TreeMap<>();
    }

    private static final class Members implements Node {
        final Map<String, Node> byName = new LinkedHashMap<>();
        boolean hasColumns;

        void add(FieldMapping field) {
            Members members = this;
            boolean fromColumn = field.alternatives().stream().anyMatch(source -> source instanceof Text);
            members.hasColumns |= fromColumn;
            List<FieldPath.Step> steps = field.path().steps();
            for (int i = 0; i < steps.size(); i++) {
                FieldPath.Step step = steps.get(i);
                boolean last = i == steps.size() - 1;
                Node below = last ? new Leaf(field) : new Members();
                if (step.isList()) {
                    Elements elements = (Elements) members.byName.computeIfAbsent(step.name(), name -> new Elements());
                    below = elements.byNumber.merge(step.element(), below, (before, now) -> before);
                } else {
                    below = members.byName.merge(step.name(), below, (before, now) -> before);
                }
                if (!last) {
                    members = (Members) below;
                    members.hasColumns |= fromColumn;
                }
            }
        }
    }

    /** One record being made. */
    private final class Evaluation {
        final List<Row.Cells> rows;
        final List<LineFlaw> flaws = new ArrayList<>();
        final Map<String, List<Integer>> elements = new HashMap<>();
        /** How many values came from cells: constants and defaults alone make no object. */
        private long given;

        Evaluation(List<Row.Cells> rows) {
            this.rows = rows;
        }

        ObjectNode record() {
            return members(tree, null);
        }

        private ObjectNode members(Members members, Integer row) {
            ObjectNode object = NODES.objectNode();
            for (Map.Entry<String, Node> member : members.byName.entrySet()) {
                JsonNode value = value(member.getKey(), member.getValue(), row);
                if (value != null) {
                    object.set(member.getKey(), value);
                }
            }
            return object;
        }

        /**
         * @param row the row whose element this is in, or null
         * @return null if it has columns and all of them are empty
         */
        private ObjectNode object(Members members, Integer row) {
            long before = given;
            ObjectNode object = members(members, row);
            return given > before || !members.hasColumns ? object : null;
        }

        private JsonNode value(String name, Node node, Integer row) {
            return switch (node) {
                case Leaf(FieldMapping field) -> leaf(field, row);
                case Members members -> object(members, row);
                case Elements list -> list(name, list, row);
            };
        }

        private ArrayNode list(String name, Elements list, Integer row) {
            ArrayNode array = NODES.arrayNode();
            for (Map.Entry<Integer, Node> element : list.byNumber.entrySet()) {
                if (element.getKey() != FieldPath.EACH) {
                    add(array, value(name, element.getValue(), row));
                    continue;
                }
                List<Integer> origins = elements.computeIfAbsent(name, key -> new ArrayList<>());
                for (int i = 0; i < rows.size(); i++) {
                    if (add(array, value(name, element.getValue(), i))) {
                        origins.add(i);
                    }
                }
            }
            return array.isEmpty() ? null : array;
        }

        private static boolean add(ArrayNode array, JsonNode value) {
            boolean there = value != null && !value.isNull();
            if (there) {
                array.add(value);
            }
            return there;
        }

        private JsonNode leaf(FieldMapping field, Integer row) {
            JsonNode value = row != null ? ofRow(field, row) : rows.size() == 1 ? ofRow(field, 0) : combined(field);
            return value != null ? value : field.whenEmpty();
        }

        private JsonNode combined(FieldMapping field) {
            JsonNode combined = null;
            for (int i = 0; i < rows.size(); i++) {
                JsonNode value = ofRow(field, i);
                if (value == null || value.equals(combined)) {
                    continue;
                }
                if (combined == null) {
                    combined = value;
                    continue;
                }
                switch (field.combine()) {
                    case FIRST -> {}
                    case EARLIEST -> combined = earlier(value, combined) ? value : combined;
                    case LATEST -> combined = earlier(value, combined) ? combined : value;
                    case SAME ->
                        flaws.add(new LineFlaw(
                                rows.get(i).line(),
                                new Flaw(
                                        field.name(),
                                        "rows-disagree",
                                        "the line gives another value than line "
                                                + rows.getFirst().line() + " of the same record")));
                }
            }
            return combined;
        }

        private JsonNode ofRow(FieldMapping field, int row) {
            for (Source source : field.alternatives()) {
                JsonNode value = switch (source) {
                    case Constant(JsonNode constant) -> constant;
                    case Text text -> text(field, text, row);
                };
                if (value == null) {
                    continue;
                }
                given += source instanceof Text ? 1 : 0;
                return value.isMissingNode() || value.isNull() ? null : value;
            }
            if (field.rejectIfEmpty()) {
                flaw(field, row, "empty", "nothing is given here");
            }
            return null;
        }

        /** The value of a text source; null if it is empty, a missing node if it can't be used. */
        private JsonNode text(FieldMapping field, Text source, int row) {
            String text = cell(source, row);
            if (source.part() != null && !text.isEmpty()) {
                text = part(text, source.part(), source.order());
            }
            if (text.isEmpty()) {
                return null;
            }
            if (source.table() != null) {
                JsonNode value = source.table().find(text);
                return value == null
                        ? flaw(field, row, "unknown-value", "the value is not in the mapping's table")
                        : value;
            }
            return switch (field.type()) {
                case ImportShape.Text any -> TextNode.valueOf(text);
                case ImportShape.Choice(Set<String> values) ->
                    values.contains(text)
                            ? TextNode.valueOf(text)
                            : flaw(
                                    field,
                                    row,
                                    "unknown-value",
                                    "it has to be one of " + String.join(", ", sorted(values)));
                case ImportShape.Truth any ->
                    text.equals("true") || text.equals("false")
                            ? BooleanNode.valueOf(text.equals("true"))
                            : flaw(field, row, "no-boolean", "it has to be true or false");
                case ImportShape.Day any -> {
                    LocalDate day = dates.get(source).day(text);
                    yield day == null
                            ? flaw(field, row, "no-date", "it is no day in any of the date formats")
                            : TextNode.valueOf(day.toString());
                }
                case ImportShape.Time any -> {
                    Instant time = dates.get(source).time(text);
                    yield time == null
                            ? flaw(field, row, "no-date", "it is no time in any of the date formats")
                            : TextNode.valueOf(time.toString());
                }
                case ImportShape.Whole any -> whole(field, source, row, text);
                case ImportShape.Money any -> money(field, source, row, text);
                case ImportShape.Decimal any -> {
                    BigDecimal number = number(text, source.numbers());
                    yield number == null
                            ? flaw(field, row, "no-number", "it is no number")
                            : DecimalNode.valueOf(number);
                }
                case ImportShape.ListOf any -> throw new IllegalStateException(field.name());
                case ImportShape.Group any -> throw new IllegalStateException(field.name());
            };
        }

        private JsonNode whole(FieldMapping field, Text source, int row, String text) {
            BigDecimal number = number(text, source.numbers());
            if (number == null) {
                return flaw(field, row, "no-number", "it is no number");
            }
            try {
                return LongNode.valueOf(number.longValueExact());
            } catch (ArithmeticException broken) {
                return flaw(field, row, "no-whole-number", "it is no whole number, or too large");
            }
        }

        private JsonNode money(FieldMapping field, Text source, int row, String text) {
            BigDecimal amount = number(text, source.numbers());
            if (amount == null) {
                return flaw(field, row, "no-number", "it is no amount");
            }
            String code = currency(row);
            int digits;
            try {
                digits = Currency.getInstance(code).getDefaultFractionDigits();
            } catch (IllegalArgumentException unknown) {
                digits = -1;
            }
            if (digits < 0) {
                return flaw(
                        field, row, "unknown-currency", "there is no currency whose minor unit it could be turned to");
            }
            if (amount.stripTrailingZeros().scale() > digits) {
                return flaw(
                        field,
                        row,
                        "finer-than-minor-unit",
                        "the amount has more decimals than " + code + " has (" + digits + ")");
            }
            try {
                return LongNode.valueOf(amount.movePointRight(digits).longValueExact());
            } catch (ArithmeticException tooLarge) {
                return flaw(field, row, "no-number", "the amount is too large");
            }
        }

        private String currency(int row) {
            if (currency != null) {
                int before = flaws.size();
                JsonNode value = ofRow(currency, row);
                flaws.subList(before, flaws.size()).clear();
                if (value != null) {
                    return value.asText();
                }
                if (currency.whenEmpty() != null && !currency.whenEmpty().isNull()) {
                    return currency.whenEmpty().asText();
                }
            }
            return shop.currency();
        }

        private String cell(Text source, int row) {
            Row.Cells cells = rows.get(row);
            if (source.join() == null) {
                for (Column column : source.columns()) {
                    String text = cell(source, column, cells);
                    if (!text.isEmpty()) {
                        return text;
                    }
                }
                return "";
            }
            StringBuilder joined = new StringBuilder();
            for (Column column : source.columns()) {
                String text = cell(source, column, cells);
                if (!text.isEmpty()) {
                    joined.append(joined.isEmpty() ? "" : source.join()).append(text);
                }
            }
            return joined.toString();
        }

        private String cell(Text source, Column column, Row.Cells cells) {
            String text = cells.values().get(places.get(column.name()));
            if (text == null) {
                return "";
            }
            if (source.trim()) {
                text = strip(text);
            }
            if (emptyValues.contains(text)) {
                return "";
            }
            if (source.stripPrefix() != null && text.startsWith(source.stripPrefix())) {
                text = text.substring(source.stripPrefix().length());
            }
            if (source.stripSuffix() != null && text.endsWith(source.stripSuffix())) {
                text = text.substring(0, text.length() - source.stripSuffix().length());
            }
            return text;
        }

        private JsonNode flaw(FieldMapping field, int row, String code, String reason) {
            flaws.add(new LineFlaw(rows.get(row).line(), new Flaw(field.name(), code, reason)));
            return NODES.missingNode();
        }
    }

    private static List<String> sorted(Set<String> values) {
        return values.stream().sorted().toList();
    }

    private static boolean earlier(JsonNode one, JsonNode other) {
        String a = one.asText();
        String b = other.asText();
        // Days sort as text; instants do not, since their fractions differ in length
        return a.indexOf('T') < 0 ? a.compareTo(b) < 0 : Instant.parse(a).isBefore(Instant.parse(b));
    }

    /** The number, or null. Digits only: no exponents, no other scripts' digits, no signs but a leading one. */
    private static BigDecimal number(String text, Numbers numbers) {
        StringBuilder plain = new StringBuilder(text.length());
        boolean point = false;
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                plain.append(c);
                digit = true;
            } else if (c == numbers.decimal() && !point) {
                plain.append('.');
                point = true;
            } else if ((c == '-' || c == '+') && i == 0) {
                plain.append(c);
            } else if (numbers.grouping() == null || c != numbers.grouping() || !digit || point) {
                return null;
            }
        }
        return digit && plain.length() <= 40 ? new BigDecimal(plain.toString()) : null;
    }

    /**
     * The family or the given name of a name in one column. {@code Smith, Robert} is family name first whatever the order; a name of
     * one word, such as one in Chinese characters without a space, is all family name.
     */
    private static String part(String name, NamePart part, NameOrder order) {
        int comma = name.indexOf(',');
        String family;
        String given;
        if (comma > 0) {
            family = strip(name.substring(0, comma));
            given = strip(name.substring(comma + 1));
        } else {
            String[] words = name.split("[\\s\\u3000\\u00a0]+");
            int last = words.length - 1;
            if (last == 0) {
                family = name;
                given = "";
            } else if (order == NameOrder.FAMILY_GIVEN) {
                family = words[0];
                given = String.join(" ", List.of(words).subList(1, words.length));
            } else {
                family = words[last];
                given = String.join(" ", List.of(words).subList(0, last));
            }
        }
        return part == NamePart.FAMILY ? family : given;
    }

    /** Without white space at either end, the no-break and the full-width space among it. */
    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || c == '\u00a0' || c == '\u2007' || c == '\u202f' || c == '\ufeff';
    }
}
