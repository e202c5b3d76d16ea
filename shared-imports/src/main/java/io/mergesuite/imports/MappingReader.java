package io.mergesuite.imports;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mergesuite.api.Problem;
import io.mergesuite.api.Storable;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.imports.Mapping.Column;
import io.mergesuite.imports.Mapping.Combine;
import io.mergesuite.imports.Mapping.Constant;
import io.mergesuite.imports.Mapping.Dates;
import io.mergesuite.imports.Mapping.FieldMapping;
import io.mergesuite.imports.Mapping.Format;
import io.mergesuite.imports.Mapping.NameOrder;
import io.mergesuite.imports.Mapping.NamePart;
import io.mergesuite.imports.Mapping.Numbers;
import io.mergesuite.imports.Mapping.Source;
import io.mergesuite.imports.Mapping.Text;
import io.mergesuite.imports.Mapping.ValueTable;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the mapping of an import and checks it against the shape of its kind. All that is wrong is reported at once, each with a
 * JSON pointer; what is unknown is wrong, so a misspelt option can't be passed over.
 */
final class MappingReader {

    /** The mapping of an import without one: NDJSON, or CSV, with the fields' own names. */
    static final String NONE = "{}";

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();

    private static final Set<String> OPTIONS = Set.of(
            "format",
            "charset",
            "delimiter",
            "quote",
            "header",
            "shopId",
            "timeZone",
            "dateFormats",
            "twoDigitYears",
            "decimalSeparator",
            "groupingSeparator",
            "emptyValues",
            "groupBy",
            "ignore",
            "fields");
    private static final Set<String> FIELD_OPTIONS = Set.of("default", "rejectIfEmpty", "combine");
    private static final Set<String> TEXT_OPTIONS = Set.of(
            "column",
            "columns",
            "join",
            "trim",
            "stripPrefix",
            "stripSuffix",
            "part",
            "nameOrder",
            "values",
            "otherwise",
            "timeZone",
            "dateFormats",
            "twoDigitYears",
            "decimalSeparator",
            "groupingSeparator");

    private final ImportShape shape;
    private final Problem problem =
            new Problem(ImportProblem.MAPPING_INVALID, "the mapping does not fit; nothing was stored");
    private boolean wrong;
    private Dates dates;
    private Numbers numbers;
    private boolean grouped;

    private MappingReader(ImportShape shape) {
        this.shape = shape;
    }

    /**
     * The mapping.
     *
     * @throws Problem 422 {@code mapping-invalid}
     */
    static Mapping read(String json, ImportShape shape) {
        return new MappingReader(shape).read(json);
    }

    /**
     * The mapping of a CSV file whose columns have the fields' own names. One with a column {@code id}, as exports have it, has a row
     * for each element of a record's lists, and names records that exist: they have to be known again.
     */
    static Mapping named(Mapping mapping, List<String> header, ImportShape shape) {
        MappingReader reader = new MappingReader(shape);
        reader.dates = new Dates(List.of(), null, null);
        reader.numbers = new Numbers('.', null);
        boolean exported = header.contains(ImportShape.ID)
                && !mapping.ignores(ImportShape.ID)
                && shape.isAnswerOnly(ImportShape.ID);
        List<Column> groupBy = !mapping.groupBy().isEmpty() || !exported
                ? mapping.groupBy()
                : List.of(new Column(ImportShape.ID, "/file"));
        reader.grouped = !groupBy.isEmpty();
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (String column : header) {
            if (mapping.ignores(column) || shape.isAnswerOnly(column)) {
                continue;
            }
            if (exported && column.equals(shape.keyField())) {
                fields.putObject(column).put("column", column).put("rejectIfEmpty", true);
            } else {
                fields.put(column, column);
            }
        }
        List<FieldMapping> read = reader.fields(fields, "/file");
        if (exported && shape.keyField() != null && !fields.has(shape.keyField())) {
            reader.wrong("/file", "unknown-column", "records with an id are known again by " + shape.keyField());
        }
        return reader.done(new Mapping(
                mapping.format(),
                mapping.charset(),
                mapping.delimiter(),
                mapping.quote(),
                mapping.header(),
                mapping.shopId(),
                mapping.emptyValues(),
                groupBy,
                mapping.ignored(),
                read));
    }

    /**
     * The mapping that was sent, with the fields and the grouping that the file's header gave it: staged rows are read when the header is
     * gone.
     *
     * @param json as it was sent, and fits
     */
    static String written(String json, Mapping named) {
        try {
            ObjectNode root = (ObjectNode) JSON.readTree(json);
            root.remove("ignore");
            ArrayNode groupBy = root.putArray("groupBy");
            named.groupBy().forEach(column -> groupBy.add(column.name()));
            ObjectNode fields = root.putObject("fields");
            named.fields()
                    .forEach(field -> fields.putObject(field.name())
                            .put("column", field.name())
                            .put("rejectIfEmpty", field.rejectIfEmpty()));
            return root.toString();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Mapping read(String json) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException unreadable) {
            JsonLocation place = unreadable.getLocation();
            throw problem.at(
                    "/mapping",
                    "malformed-json",
                    "the mapping is no JSON, or names an option twice, before line " + place.getLineNr() + ", column "
                            + place.getColumnNr());
        }
        if (!root.isObject()) {
            throw problem.at("/mapping", "wrong-type", "the mapping is a JSON object");
        }
        String at = "/mapping";
        refuseUnstorable(root, at);
        onlyKnown(root, at, OPTIONS, Set.of());
        dates = dates(root, at, new Dates(List.of(), null, null));
        numbers = numbers(root, at, new Numbers('.', null));
        List<Column> groupBy = texts(root, at, "groupBy");
        grouped = !groupBy.isEmpty();
        if (root.has("ignore") && root.has("fields")) {
            wrong(at + "/ignore", "conflict", "of a file with fields everything else is ignored anyway");
        }
        Mapping mapping = new Mapping(
                choice(root, at, "format", Format.class),
                parsed(root, at, "charset", CharacterSet::named, "is no character set that is known here"),
                delimiter(root, at),
                root.has("quote") ? character(root, at, "quote") : '"',
                flag(root, at, "header", true),
                parsed(root, at, "shopId", ShopId::new, "is no shop id"),
                names(texts(root, at, "emptyValues")),
                groupBy,
                names(texts(root, at, "ignore")),
                root.has("fields") ? fields(root.get("fields"), at + "/fields") : null);
        return done(mapping);
    }

    private Mapping done(Mapping mapping) {
        if (wrong) {
            throw problem;
        }
        return mapping;
    }

    private static Set<String> names(List<Column> texts) {
        Set<String> names = new HashSet<>();
        texts.forEach(text -> names.add(text.name()));
        return names;
    }

    private List<FieldMapping> fields(JsonNode node, String at) {
        List<FieldMapping> fields = new ArrayList<>();
        if (!node.isObject() || node.isEmpty()) {
            wrong(at, "wrong-type", "fields is a JSON object of field and source, and not empty");
            return fields;
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            FieldMapping field = field(entry.getKey(), entry.getValue(), at + "/" + escaped(entry.getKey()));
            if (field != null) {
                fields.add(field);
            }
        }
        rejectOverlaps(fields, at);
        return fields;
    }

    /** {@code payment} beside {@code payment.method}, {@code lines[]} beside {@code lines[0]}: the one would hide the other. */
    private void rejectOverlaps(List<FieldMapping> fields, String at) {
        Map<String, FieldMapping> leaves = new HashMap<>();
        Map<String, Boolean> lists = new HashMap<>();
        fields.forEach(field -> leaves.put(field.name(), field));
        for (FieldMapping field : fields) {
            String pointer = at + "/" + escaped(field.name());
            StringBuilder way = new StringBuilder();
            for (FieldPath.Step step : field.path().steps()) {
                way.append(way.isEmpty() ? "" : ".").append(step.name());
                if (step.isList()) {
                    boolean each = step.element() == FieldPath.EACH;
                    Boolean before = lists.put(way.toString(), each);
                    if (before != null && before != each) {
                        wrong(pointer, "conflict", way + " has elements by row and by number");
                    }
                    if (leaves.containsKey(way.toString())) {
                        wrong(pointer, "conflict", way + " is mapped as a whole too");
                    }
                    way.append('[').append(each ? "" : step.element()).append(']');
                }
                if (!way.toString().equals(field.name()) && leaves.containsKey(way.toString())) {
                    wrong(pointer, "conflict", way + " is mapped as a whole too");
                }
            }
        }
    }

    private FieldMapping field(String name, JsonNode node, String at) {
        FieldPath path = FieldPath.parse(name);
        ImportShape.Field type = path == null ? null : path.in(shape.root());
        if (type == null) {
            wrong(at, "unknown-field", "there is no field " + name);
            return null;
        }
        if (path.steps().stream()
                        .filter(step -> step.element() == FieldPath.EACH)
                        .count()
                > 1) {
            wrong(at, "unknown-field", "only one list can have an element for each row");
            return null;
        }
        List<Source> alternatives = new ArrayList<>();
        if (node.isObject() && node.has("firstOf")) {
            onlyKnown(node, at, FIELD_OPTIONS, Set.of("firstOf"));
            JsonNode list = node.get("firstOf");
            if (!list.isArray() || list.isEmpty()) {
                wrong(at + "/firstOf", "wrong-type", "firstOf is an array of sources");
            }
            for (int i = 0; i < list.size(); i++) {
                add(alternatives, source(list.get(i), type, at + "/firstOf/" + i, Set.of()));
            }
        } else {
            add(alternatives, source(node, type, at, FIELD_OPTIONS));
        }
        JsonNode whenEmpty = node.isObject() ? node.get("default") : null;
        if (whenEmpty != null) {
            checkConstant(whenEmpty, type, at + "/default");
        }
        Combine combine = node.isObject() ? choice(node, at, "combine", Combine.class) : null;
        boolean time = type instanceof ImportShape.Time || type instanceof ImportShape.Day;
        if (combine != null && (!grouped || path.isOfEachRow())) {
            wrong(at + "/combine", "not-grouped", "combine is for fields that several rows of one record give");
        } else if ((combine == Combine.EARLIEST || combine == Combine.LATEST) && !time) {
            wrong(at + "/combine", "wrong-type", name + " is no time");
        }
        if (combine == null) {
            combine = time ? Combine.EARLIEST : Combine.SAME;
        }
        return new FieldMapping(
                name,
                path,
                type,
                List.copyOf(alternatives),
                whenEmpty,
                node.isObject() && flag(node, at, "rejectIfEmpty", false),
                combine);
    }

    private static void add(List<Source> sources, Source source) {
        if (source != null) {
            sources.add(source);
        }
    }

    private Source source(JsonNode node, ImportShape.Field type, String at, Set<String> outer) {
        if (node.isTextual()) {
            checkScalar(type, at);
            return text(List.of(new Column(node.textValue().strip(), at)), node, type, at);
        }
        if (!node.isObject()) {
            wrong(at, "wrong-type", "a source is the name of a column, or an object");
            return null;
        }
        if (node.has("constant")) {
            onlyKnown(node, at, Set.of("constant"), outer);
            checkConstant(node.get("constant"), type, at + "/constant");
            return new Constant(node.get("constant"));
        }
        onlyKnown(node, at, TEXT_OPTIONS, outer);
        List<Column> columns = new ArrayList<>();
        if (node.has("column") == node.has("columns")) {
            wrong(at, "source-needed", "exactly one of column, columns, constant and firstOf is needed");
        } else if (node.has("column")) {
            String column = string(node, at, "column");
            if (column != null) {
                columns.add(new Column(column.strip(), at + "/column"));
            }
        } else {
            columns.addAll(texts(node, at, "columns"));
            if (columns.isEmpty()) {
                wrong(at + "/columns", "wrong-type", "columns is an array of names of columns");
            }
        }
        checkScalar(type, at);
        return text(columns, node, type, at);
    }

    private Text text(List<Column> columns, JsonNode node, ImportShape.Field type, String at) {
        ValueTable table = node.has("values") ? table(node, type, at) : null;
        if (table == null && node.has("otherwise")) {
            wrong(at + "/otherwise", "values-needed", "otherwise goes with values");
        }
        NamePart part = choice(node, at, "part", NamePart.class);
        NameOrder order = choice(node, at, "nameOrder", NameOrder.class);
        if ((part == null) != (order == null)) {
            wrong(at, "part-and-order", "part and nameOrder go together");
        } else if (part != null && !(type instanceof ImportShape.Text)) {
            wrong(at + "/part", "wrong-type", "only a text has a family or a given name");
        }
        return new Text(
                columns,
                string(node, at, "join"),
                flag(node, at, "trim", true),
                string(node, at, "stripPrefix"),
                string(node, at, "stripSuffix"),
                part,
                order,
                table,
                dates(node, at, dates),
                numbers(node, at, numbers));
    }

    private ValueTable table(JsonNode node, ImportShape.Field type, String at) {
        JsonNode values = node.get("values");
        Map<String, JsonNode> exact = new HashMap<>();
        Map<String, JsonNode> beginnings = new HashMap<>();
        if (!values.isObject()) {
            wrong(at + "/values", "wrong-type", "values is a JSON object of text and value");
        }
        for (Map.Entry<String, JsonNode> entry : values.properties()) {
            String text = entry.getKey();
            checkConstant(entry.getValue(), type, at + "/values/" + escaped(text));
            if (text.endsWith("*")) {
                beginnings.put(text.substring(0, text.length() - 1), entry.getValue());
            } else {
                exact.put(text, entry.getValue());
            }
        }
        JsonNode otherwise = node.get("otherwise");
        if (otherwise != null) {
            checkConstant(otherwise, type, at + "/otherwise");
        }
        return new ValueTable(Map.copyOf(exact), Map.copyOf(beginnings), otherwise);
    }

    private void checkScalar(ImportShape.Field type, String at) {
        if (type instanceof ImportShape.ListOf) {
            wrong(at, "not-a-value", "this is a list: name an element of it, as in emails[0].value or lines[].sku");
        } else if (type instanceof ImportShape.Group) {
            wrong(at, "not-a-value", "this is an object: name a field of it");
        }
    }

    /** Constants stand in the form the API has them; null leaves the field out. */
    private void checkConstant(JsonNode value, ImportShape.Field type, String at) {
        if (value.isNull()) {
            return;
        }
        String expected = switch (type) {
            case ImportShape.Text text -> value.isTextual() ? null : "a text";
            case ImportShape.Whole whole -> value.canConvertToExactIntegral() ? null : "a whole number";
            case ImportShape.Money money -> value.canConvertToExactIntegral() ? null : "a whole number of minor units";
            case ImportShape.Decimal decimal -> value.isNumber() ? null : "a number";
            case ImportShape.Truth truth -> value.isBoolean() ? null : "true or false";
            case ImportShape.Day day -> isDay(value) ? null : "a day, such as 2026-01-31";
            case ImportShape.Time time -> isTime(value) ? null : "a time, such as 2026-01-31T09:30:00Z";
            case ImportShape.Choice(Set<String> values) ->
                value.isTextual() && values.contains(value.textValue())
                        ? null
                        : "one of " + String.join(", ", values.stream().sorted().toList());
            case ImportShape.ListOf list -> value.isArray() ? null : "an array";
            case ImportShape.Group group -> value.isObject() ? null : "an object";
        };
        if (expected != null) {
            wrong(at, "wrong-type", "this has to be " + expected);
        }
    }

    private static boolean isDay(JsonNode value) {
        try {
            return value.isTextual() && Storable.day(value.textValue()) != null;
        } catch (DateTimeException none) {
            return false;
        }
    }

    private static boolean isTime(JsonNode value) {
        try {
            return value.isTextual() && Storable.time(value.textValue()) != null;
        } catch (DateTimeException none) {
            return false;
        }
    }

    private Dates dates(JsonNode node, String at, Dates inherited) {
        List<DateFormat> formats = new ArrayList<>();
        for (Column format : texts(node, at, "dateFormats")) {
            try {
                formats.add(DateFormat.of(format.name()));
            } catch (IllegalArgumentException unusable) {
                wrong(format.pointer(), "date-format", DateFormat.WANTED);
            }
        }
        ZoneId zone = parsed(node, at, "timeZone", ZoneId::of, "is no time zone, such as Asia/Tokyo");
        Integer firstYear = inherited.firstYear();
        if (node.has("twoDigitYears")) {
            JsonNode year = node.get("twoDigitYears");
            if (year.isInt() && year.intValue() >= 1800 && year.intValue() <= 2100) {
                firstYear = year.intValue();
            } else {
                wrong(
                        at + "/twoDigitYears",
                        "wrong-type",
                        "twoDigitYears is the first year of the hundred they lie in, 1800 to 2100");
            }
        }
        return new Dates(
                formats.isEmpty() ? inherited.formats() : List.copyOf(formats),
                zone == null ? inherited.zone() : zone,
                firstYear);
    }

    private Numbers numbers(JsonNode node, String at, Numbers inherited) {
        char decimal = node.has("decimalSeparator") ? character(node, at, "decimalSeparator") : inherited.decimal();
        Character grouping = node.has("groupingSeparator")
                ? (Character) character(node, at, "groupingSeparator")
                : inherited.grouping();
        if (grouping != null && grouping == decimal) {
            wrong(at, "conflict", "decimalSeparator and groupingSeparator are the same");
        }
        return new Numbers(decimal, grouping);
    }

    private Character delimiter(JsonNode root, String at) {
        if (!root.has("delimiter")) {
            return null;
        }
        return "tab".equals(root.get("delimiter").asText()) ? '\t' : (Character) character(root, at, "delimiter");
    }

    private char character(JsonNode node, String at, String option) {
        String text = string(node, at, option);
        if (text != null && (text.length() != 1 || "\r\n\0".contains(text))) {
            wrong(at + "/" + option, "wrong-type", option + " is one character");
            return 0;
        }
        return text == null ? 0 : text.charAt(0);
    }

    private String string(JsonNode node, String at, String option) {
        JsonNode value = node.get(option);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            wrong(at + "/" + option, "wrong-type", option + " is a text");
            return null;
        }
        return value.textValue();
    }

    private boolean flag(JsonNode node, String at, String option, boolean absent) {
        JsonNode value = node.get(option);
        if (value != null && !value.isBoolean()) {
            wrong(at + "/" + option, "wrong-type", option + " is true or false");
        }
        return value == null ? absent : value.booleanValue();
    }

    /** One text, or an array of them. */
    private List<Column> texts(JsonNode node, String at, String option) {
        JsonNode value = node.get(option);
        List<Column> texts = new ArrayList<>();
        if (value == null) {
            return texts;
        }
        if (value.isTextual()) {
            texts.add(new Column(value.textValue().strip(), at + "/" + option));
            return texts;
        }
        if (!value.isArray()) {
            wrong(at + "/" + option, "wrong-type", option + " is an array of texts");
            return texts;
        }
        for (int i = 0; i < value.size(); i++) {
            if (value.get(i).isTextual()) {
                texts.add(new Column(value.get(i).textValue().strip(), at + "/" + option + "/" + i));
            } else {
                wrong(at + "/" + option + "/" + i, "wrong-type", option + " is an array of texts");
            }
        }
        return texts;
    }

    private <E extends Enum<E>> E choice(JsonNode node, String at, String option, Class<E> type) {
        String text = string(node, at, option);
        if (text == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text.toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        wrong(
                at + "/" + option,
                "unknown-value",
                option + " is one of "
                        + String.join(
                                ", ",
                                Arrays.stream(type.getEnumConstants())
                                        .map(Enum::name)
                                        .toList()));
        return null;
    }

    private <T> T parsed(JsonNode node, String at, String option, Function<String, T> parse, String otherwise) {
        String text = string(node, at, option);
        if (text == null) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | DateTimeException unusable) {
            wrong(at + "/" + option, "unknown-value", option + " " + otherwise);
            return null;
        }
    }

    private void onlyKnown(JsonNode node, String at, Set<String> known, Set<String> also) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!known.contains(entry.getKey()) && !also.contains(entry.getKey())) {
                wrong(at + "/" + escaped(entry.getKey()), "unknown-option", "there is no option " + entry.getKey());
            }
        }
    }

    private void wrong(String pointer, String code, String detail) {
        wrong = true;
        problem.at(pointer, code, detail);
    }

    private void refuseUnstorable(JsonNode node, String at) {
        if (node.isTextual() && !Storable.isStorable(node.textValue())) {
            wrong(at, "invalid-character", "has a NUL or half a surrogate pair");
        }
        node.properties().forEach(member -> refuseUnstorable(member.getValue(), at + "/" + escaped(member.getKey())));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            refuseUnstorable(node.get(i), at + "/" + i);
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
