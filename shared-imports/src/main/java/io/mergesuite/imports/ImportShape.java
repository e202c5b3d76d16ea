package io.mergesuite.imports;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields a kind of record has, so that a mapping can be checked before a line is read. Read off the record that is also the
 * body of the kind's {@code POST}: {@code ImportShape.of(CustomerRequest.class).key("externalRef")}. With
 * {@link #answeredBy} it also knows what answers and exports have beside: that is passed over when it comes in again.
 *
 * <p>Immutable. Recursive request types are not supported.
 */
public final class ImportShape {

    /** What a field holds, in the form it has in JSON. */
    sealed interface Field {}

    record Text() implements Field {}

    /** A whole number. */
    record Whole() implements Field {}

    record Decimal() implements Field {}

    /** An amount in minor units of the record's currency; columns hold it in major units, such as {@code 6.95}. */
    record Money() implements Field {}

    record Truth() implements Field {}

    /** A day, {@code 2026-01-31}. */
    record Day() implements Field {}

    /** An instant, RFC 3339. */
    record Time() implements Field {}

    record Choice(Set<String> values) implements Field {}

    record ListOf(Field element) implements Field {}

    record Group(Map<String, Field> members, Set<String> required) implements Field {}

    /** The member of an answer that names the record; who sends it back says that the record exists. */
    static final String ID = "id";

    private final Group root;
    private final String key;
    private final Group answer;

    private ImportShape(Group root, String key, Group answer) {
        this.root = root;
        this.key = key;
        this.answer = answer;
    }

    /**
     * The shape of a request record: its components, and theirs. {@code Instant} is a time, {@code LocalDate} a day, whole numbers,
     * {@code BigDecimal}, booleans, enums, {@code List}s and other records are what they are; any other type is text.
     */
    public static ImportShape of(Class<? extends Record> request) {
        return new ImportShape(group(request), null, new Group(Map.of(), Set.of()));
    }

    /**
     * The field by which a record is known again (an upsert's key), such as {@code externalRef}: no two rows of a set have the same
     * value there. Without a key every row stands for itself.
     */
    public ImportShape key(String field) {
        if (!root.members().containsKey(field)) {
            throw new IllegalArgumentException("no field " + field);
        }
        return new ImportShape(root, field, answer);
    }

    /**
     * How the API answers such a record. What only the answer has, such as {@code number} or {@code emails[].e164}, is no part of a
     * record that is sent, and is passed over in one: so an answer, and a line of an export, can be imported as it is.
     *
     * @param onlyInLists members that an export never has
     */
    public ImportShape answeredBy(Class<? extends Record> answer, String... onlyInLists) {
        Map<String, Field> members = new LinkedHashMap<>(group(answer).members());
        members.keySet().removeAll(Set.of(onlyInLists));
        return new ImportShape(root, key, new Group(Collections.unmodifiableMap(members), Set.of()));
    }

    /**
     * Whole-number fields that are amounts in minor units, such as {@code "lines[].unitPrice"}: a column mapped to one holds
     * major units, and is turned by the digits of the record's {@code currency} (else the shop's).
     */
    public ImportShape money(String... paths) {
        Group changed = root;
        for (String path : paths) {
            changed = (Group) withMoney(changed, Arrays.asList(path.split("\\.", -1)), path);
        }
        return new ImportShape(changed, key, answer);
    }

    /**
     * The columns in which CSV holds an answer: scalars by their path, such as {@code payment.method}, and what a list's elements
     * have by {@code lines[].sku}, of which a record has as many rows as its longest list. In the order of the answer's members.
     */
    public List<AnswerColumn> answerColumns() {
        List<AnswerColumn> columns = new ArrayList<>();
        answer.members().forEach((name, field) -> addColumns(columns, name, field));
        return List.copyOf(columns);
    }

    private void addColumns(List<AnswerColumn> columns, String name, Field field) {
        switch (field) {
            case Group(Map<String, Field> members, Set<String> required) ->
                members.forEach((member, type) -> addColumns(columns, name + "." + member, type));
            case ListOf(Field element) -> addColumns(columns, name + "[]", element);
            default -> columns.add(new AnswerColumn(name, FieldPath.parse(name).in(root) instanceof Money));
        }
    }

    /** Whether only answers have the field of this name; its list elements may be numbered. */
    boolean isAnswerOnly(String name) {
        FieldPath path = FieldPath.parse(name);
        return path != null && path.in(root) == null && path.in(answer) != null;
    }

    /** Takes out of a record what only answers have. */
    void dropAnswerOnly(ObjectNode record) {
        drop(record, root, answer);
    }

    private static void drop(JsonNode value, Field sent, Field answered) {
        if (value instanceof ObjectNode object
                && sent instanceof Group(Map<String, Field> members, Set<String> required)
                && answered instanceof Group(Map<String, Field> answers, Set<String> always)) {
            object.remove(answers.keySet().stream()
                    .filter(name -> !members.containsKey(name))
                    .toList());
            members.forEach((name, field) -> drop(object.path(name), field, answers.get(name)));
        } else if (value.isArray()
                && sent instanceof ListOf(Field element)
                && answered instanceof ListOf(Field answer)) {
            value.forEach(one -> drop(one, element, answer));
        }
    }

    Group root() {
        return root;
    }

    /** The field by which a record is known again, or null. */
    String keyField() {
        return key;
    }

    /** Whether a record that answers with an id can't be known again: what has a key lacks it. */
    boolean isUnknown(JsonNode record) {
        return key != null
                && answer.members().containsKey(ID)
                && !root.members().containsKey(ID)
                && record.path(key).asText("").isBlank();
    }

    /** What the row has in the key field; null without one, or when it is empty. */
    String keyOf(ImportRow row) {
        if (key == null) {
            return null;
        }
        String value = row.value().path(key).asText("");
        return value.isEmpty() ? null : value;
    }

    private static Field withMoney(Field field, List<String> path, String whole) {
        if (path.isEmpty()) {
            if (!(field instanceof Whole)) {
                throw new IllegalArgumentException(whole + " is no whole number");
            }
            return new Money();
        }
        if (!(field instanceof Group group)) {
            throw new IllegalArgumentException("no field " + whole);
        }
        boolean list = path.getFirst().endsWith("[]");
        String name = list ? path.getFirst().substring(0, path.getFirst().length() - 2) : path.getFirst();
        Field member = group.members().get(name);
        if (member == null || list != member instanceof ListOf) {
            throw new IllegalArgumentException("no field " + whole);
        }
        List<String> rest = path.subList(1, path.size());
        Field changed = member instanceof ListOf(Field element)
                ? new ListOf(withMoney(element, rest, whole))
                : withMoney(member, rest, whole);
        Map<String, Field> members = new LinkedHashMap<>(group.members());
        members.put(name, changed);
        return new Group(Collections.unmodifiableMap(members), group.required());
    }

    private static Group group(Class<?> type) {
        Map<String, Field> members = new LinkedHashMap<>();
        Set<String> required = new LinkedHashSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                members.putAll(group(component.getType()).members());
                continue;
            }
            String name = name(component);
            members.put(name, field(component.getGenericType()));
            if (isRequired(component)) {
                required.add(name);
            }
        }
        return new Group(Collections.unmodifiableMap(members), Collections.unmodifiableSet(required));
    }

    private static String name(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null || property.value().isEmpty() ? component.getName() : property.value();
    }

    private static boolean isRequired(RecordComponent component) {
        return component.getType().isPrimitive()
                || component.getAccessor().isAnnotationPresent(NotNull.class)
                || component.getAccessor().isAnnotationPresent(NotBlank.class)
                || component.getAccessor().isAnnotationPresent(NotEmpty.class);
    }

    private static Field field(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return new ListOf(field(list.getActualTypeArguments()[0]));
        }
        if (!(type instanceof Class<?> raw)) {
            return new Text();
        }
        if (raw == Instant.class) {
            return new Time();
        }
        if (raw == LocalDate.class) {
            return new Day();
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return new Truth();
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return new Whole();
        }
        if (raw == BigDecimal.class) {
            return new Decimal();
        }
        if (raw.isEnum()) {
            return new Choice(Arrays.stream(raw.getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name())
                    .collect(Collectors.toUnmodifiableSet()));
        }
        if (raw.isRecord() && !isScalar(raw)) {
            return group(raw);
        }
        return new Text();
    }

    /** Ids are records with one value that stands for them in JSON. */
    private static boolean isScalar(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .anyMatch(component -> component.getAccessor().isAnnotationPresent(JsonValue.class));
    }
}
