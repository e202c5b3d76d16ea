package io.mergesuite.imports;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns a row into the request record of its kind, checked by the rules of the kind's {@code POST}: JSON types, unknown fields and Bean
 * Validation. So an import can't let in what the API refuses.
 */
@ApplicationScoped
public class RecordReader {

    /** A row that could be read, or why not. */
    public sealed interface Read<T> {}

    /** The row's record. */
    public record Value<T>(T value) implements Read<T> {}

    /** The row comes back; hand {@code rejected} on as its result. */
    public record Refused<T>(ImportResult.Rejected rejected) implements Read<T> {}

    private final ObjectReader json;
    private final Validator validator;

    RecordReader(ObjectMapper application, Validator validator) {
        this.json = strict(application).reader();
        this.validator = validator;
    }

    /** As strict as the API: no unknown fields, no conversion between types, times and days as text. */
    @SuppressWarnings("deprecation") // The builder that replaces it can't start from the application's mapper.
    private static ObjectMapper strict(ObjectMapper application) {
        ObjectMapper json = application
                .copy()
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(
                        DeserializationFeature.ACCEPT_FLOAT_AS_INT, DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                .configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false);
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            json.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        return json.registerModule(new SimpleModule()
                .addDeserializer(Instant.class, new OfText<>(Instant.class, Instant::parse))
                .addDeserializer(LocalDate.class, new OfText<>(LocalDate.class, LocalDate::parse)));
    }

    private static final class OfText<T> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1;

        private final transient Function<String, T> parse;

        OfText(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.hasToken(JsonToken.VALUE_STRING) ? parser.getText() : "";
            try {
                // PostgreSQL and RFC 3339 end with the year 9999
                if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
                    return parse.apply(text);
                }
            } catch (DateTimeException none) {
                // as below
            }
            return context.reportInputMismatch(this, "no time or day");
        }
    }

    /** Reads the row as {@code type}; what is wrong comes back with field, code and reason, all of it at once where it can be told. */
    public <T extends Record> Read<T> read(ImportRow row, Class<T> type) {
        T value;
        try {
            value = json.forType(type).readValue(row.value());
        } catch (JsonProcessingException wrong) {
            return new Refused<>(new ImportResult.Rejected(List.of(flaw(wrong))));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        Set<ConstraintViolation<T>> violations = validator.validate(value);
        if (violations.isEmpty()) {
            return new Value<>(value);
        }
        return new Refused<>(new ImportResult.Rejected(violations.stream()
                .map(RecordReader::flaw)
                .sorted(Comparator.comparing(Flaw::field, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(Flaw::code))
                .toList()));
    }

    private static Flaw flaw(JsonProcessingException wrong) {
        if (!(wrong instanceof JsonMappingException mapping)) {
            return new Flaw(null, "malformed-json", "the record is no readable JSON");
        }
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : mapping.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        String field = path.isEmpty() ? null : path.toString();
        return wrong instanceof UnrecognizedPropertyException
                ? new Flaw(field, "unknown-field", "there is no such field")
                : new Flaw(field, "wrong-type", "the value does not have the form that the field needs");
    }

    /** {@code NotBlank} becomes {@code not-blank}: the code is the name of the rule. */
    private static Flaw flaw(ConstraintViolation<?> violation) {
        String field = violation.getPropertyPath().toString();
        String rule = violation
                .getConstraintDescriptor()
                .getAnnotation()
                .annotationType()
                .getSimpleName();
        return new Flaw(
                field.isEmpty() ? null : field,
                rule.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT),
                violation.getMessage());
    }
}
