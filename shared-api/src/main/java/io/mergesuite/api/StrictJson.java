package io.mergesuite.api;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads request bodies: UTF-8 alone, no unknown or repeated fields, no silent conversion between types, times with an
 * offset, nothing that PostgreSQL can't store; every fault with a JSON pointer (API-01, API-03). The application's own
 * {@link ObjectMapper} stays as lenient as messages between versions need it.
 */
@ApplicationScoped
class StrictJson {

    private static final String UNKNOWN_FIELDS = "suite.unknown-fields";
    private static final String OWN_PACKAGES = "io.mergesuite.";
    /**
     * More than any list takes, whose own limit says so better. Constraints are checked element by element before a list's length is:
     * of a million empty elements each would be a fault, and the faults would not fit into the heap.
     */
    static final int MOST_ELEMENTS = 20_000;

    private final ObjectMapper json;
    private final int nesting;

    StrictJson(ObjectMapper application, ApiSettings settings) {
        nesting = settings.nesting();
        json = application
                .copyWith(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(nesting)
                                .build())
                        .build())
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(
                        DeserializationFeature.ACCEPT_FLOAT_AS_INT,
                        DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL,
                        DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE,
                        DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
        strictScalars(json);
        // No list of a request takes nulls.
        json.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
        json.registerModule(new SimpleModule()
                .addDeserializer(
                        Instant.class, new Text<>(Instant.class, "a time such as 2026-11-01T09:30:00Z", Storable::time))
                .addDeserializer(
                        LocalDate.class, new Text<>(LocalDate.class, "a date such as 2026-11-01", Storable::day)));
        json.addHandler(new DeserializationProblemHandler() {
            @Override
            public boolean handleUnknownProperty(
                    DeserializationContext context,
                    JsonParser parser,
                    JsonDeserializer<?> deserializer,
                    Object beanOrClass,
                    String name)
                    throws IOException {
                if (!(context.getAttribute(UNKNOWN_FIELDS) instanceof UnknownFields unknown)) {
                    return false;
                }
                unknown.at(pointer(context, parser, name));
                parser.skipChildren();
                return true;
            }
        });
    }

    @SuppressWarnings("deprecation") // The builder that replaces it can't start from the application's mapper.
    private static void strictScalars(ObjectMapper json) {
        json.configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false);
        json.coercionConfigDefaults().setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        Arrays.asList(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)
                .forEach(shape -> json.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail));
        json.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert);
    }

    /** The fields of one body that are not known. */
    private static final class UnknownFields {

        private Problem problem;

        void at(String pointer) {
            if (problem == null) {
                problem = new Problem(CommonProblem.UNKNOWN_FIELD, "the body has fields that are not known");
            }
            problem.at(pointer, "unknown-field", "is not known");
        }
    }

    /** @throws Problem 400 with a pointer for each fault */
    Object read(byte[] body, Type type) {
        if (body.length == 0) {
            throw new Problem(CommonProblem.INVALID, "the request needs a body").at("", "required", "is missing");
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            refuseUnstorable(body);
            if (body.length > 2 * MOST_ELEMENTS) {
                refuseLongArrays(() -> json.createParser(body));
            }
            return value(() -> json.createParser(body), type);
        } catch (CharacterCodingException e) {
            throw new Problem(CommonProblem.MALFORMED_JSON, "the body is not UTF-8");
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (IOException e) {
            throw new Problem(CommonProblem.MALFORMED_JSON, "the body ends too early").causedBy(e);
        }
    }

    /**
     * Reads what is JSON already, and storable.
     *
     * @throws Problem 400 with a pointer for each fault
     */
    Object read(JsonNode body, Type type) {
        try {
            refuseLongArrays(() -> json.treeAsTokens(body));
            return value(() -> json.treeAsTokens(body), type);
        } catch (IOException e) {
            throw new IllegalStateException("a tree always is JSON", e);
        }
    }

    /** What would be read as this request. */
    ObjectNode tree(Record request) {
        return json.valueToTree(request);
    }

    private Object value(Source source, Type type) throws IOException {
        UnknownFields unknown = new UnknownFields();
        Object value = parsed(
                source,
                parser -> json.readerFor(json.constructType(type))
                        .withAttribute(UNKNOWN_FIELDS, unknown)
                        .readValue(parser));
        if (unknown.problem != null) {
            throw unknown.problem;
        }
        if (value == null) {
            throw new Problem(CommonProblem.INVALID, "the body is null").at("", "required", "is null");
        }
        return value;
    }

    private interface Source {
        JsonParser open() throws IOException;
    }

    /** Tells what is wrong while the parser still stands there. */
    private <T> T parsed(Source source, Parsing<T> parsing) throws IOException {
        try (JsonParser parser = source.open()) {
            try {
                return parsing.of(parser);
            } catch (InputCoercionException e) {
                throw invalid(
                        pointer(parser.getParsingContext().pathAsPointer()), "wrong-type", expected(e.getTargetType()));
            } catch (StreamConstraintsException e) {
                throw tooMuch(parser);
            } catch (JsonMappingException e) {
                throw mismatch(e, parser);
            }
        }
    }

    private interface Parsing<T> {
        T of(JsonParser parser) throws IOException;
    }

    @SuppressWarnings("ReferenceEquality") // The very same parser is meant.
    private static boolean isSource(JsonParser parser, DeserializationContext context) {
        return parser == context.getParser();
    }

    /** Where an unknown field stands. Those of records are handed over later, when the parser has gone on. */
    private static String pointer(DeserializationContext context, JsonParser parser, String name) {
        JsonParser source = context.getParser();
        JsonStreamContext place = source.getParsingContext();
        if (isSource(parser, context)) {
            return place.pathAsPointer().toString();
        }
        JsonStreamContext object = source.hasToken(JsonToken.END_OBJECT) ? place : place.getParent();
        return object.pathAsPointer() + "/" + escaped(name);
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /**
     * PostgreSQL stores neither NUL nor half a surrogate pair. In valid UTF-8 both can only come as {@code \\u} escapes,
     * so that a body without one need not be looked at.
     */
    private void refuseUnstorable(byte[] body) throws IOException {
        if (!hasUnicodeEscape(body)) {
            return;
        }
        Problem found = new Problem(CommonProblem.INVALID, "some texts have characters that can't be stored");
        parsed(() -> json.createParser(body), parser -> {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean text = token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME;
                if (text && !Storable.isStorable(parser.getText())) {
                    found.at(
                            pointer(parser.getParsingContext().pathAsPointer()),
                            "invalid-character",
                            "has a NUL or half a surrogate pair");
                }
            }
            return found;
        });
        if (!found.faults().isEmpty()) {
            throw found;
        }
    }

    private void refuseLongArrays(Source source) throws IOException {
        parsed(source, parser -> {
            while (parser.nextToken() != null) {
                JsonStreamContext place = parser.getParsingContext();
                if (place.inArray() && place.getCurrentIndex() >= MOST_ELEMENTS) {
                    throw new Problem(CommonProblem.INVALID, "an array is too long")
                            .at(
                                    pointer(parser.getParsingContext()
                                            .pathAsPointer()
                                            .head()),
                                    "wrong-length",
                                    "has more than " + MOST_ELEMENTS + " elements");
                }
            }
            return null;
        });
    }

    private static boolean hasUnicodeEscape(byte[] body) {
        for (int at = 1; at < body.length; at++) {
            if (body[at] == 'u' && body[at - 1] == '\\') {
                return true;
            }
        }
        return false;
    }

    /** A pointer that can itself be written, whatever the field was called. */
    private static String pointer(JsonPointer pointer) {
        return pointer.toString()
                .codePoints()
                .map(point -> Storable.isStorable(point) ? point : 0xfffd)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private Problem tooMuch(JsonParser parser) {
        return parser.getParsingContext().getNestingDepth() >= nesting
                ? new Problem(CommonProblem.NESTING_TOO_DEEP, "at most " + nesting + " levels are read")
                        .with("limit", nesting)
                : new Problem(CommonProblem.MALFORMED_JSON, "a name, number or text is too long");
    }

    private static Problem malformed(JsonProcessingException thrown) {
        Problem problem = new Problem(CommonProblem.MALFORMED_JSON, "the body is no JSON, or names a field twice");
        if (thrown.getLocation() != null) {
            problem.with("line", thrown.getLocation().getLineNr())
                    .with("column", thrown.getLocation().getColumnNr());
        }
        return problem;
    }

    private Problem mismatch(JsonMappingException thrown, JsonParser parser) {
        String pointer = pointer(thrown);
        JsonToken found = parser.currentToken();
        return switch (thrown.getCause()) {
            case StreamConstraintsException constraint -> tooMuch(parser);
            case InputCoercionException range -> invalid(pointer, "wrong-type", expected(range.getTargetType()));
            case StreamReadException syntax -> malformed(syntax);
            case null, default -> {
                if (thrown instanceof ValueInstantiationException refused) {
                    yield invalid(pointer, "invalid", ownText(refused));
                }
                if (found == JsonToken.VALUE_NULL) {
                    yield invalid(pointer, "required", "may not be null");
                }
                Class<?> type =
                        thrown instanceof MismatchedInputException mismatched ? mismatched.getTargetType() : null;
                if (found == JsonToken.VALUE_STRING && isWrittenAsText(type)) {
                    yield invalid(pointer, type.isEnum() ? "unknown-value" : "wrong-format", expected(type));
                }
                yield invalid(pointer, "wrong-type", expected(type));
            }
        };
    }

    private static Problem invalid(String pointer, String code, String detail) {
        return new Problem(CommonProblem.INVALID, "the body does not have the form that is asked for")
                .at(pointer, code, detail);
    }

    private static boolean isWrittenAsText(Class<?> type) {
        return type != null
                && (type.isEnum() || type == UUID.class || type == Instant.class || type == LocalDate.class);
    }

    /** What a record of ours says about its value; the text of any other class stays inside. */
    private static String ownText(ValueInstantiationException refused) {
        Throwable cause = refused.getCause();
        boolean own = cause instanceof IllegalArgumentException
                && cause.getMessage() != null
                && cause.getStackTrace().length > 0
                && cause.getStackTrace()[0].getClassName().startsWith(OWN_PACKAGES);
        return own ? cause.getMessage() : "is not allowed";
    }

    private static String expected(Class<?> type) {
        if (type == null) {
            return "has the wrong type";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return type == int.class || type == Integer.class || type == long.class || type == Long.class
                    ? "must be a whole number in range"
                    : "must be a number";
        }
        if (type == ObjectNode.class) { // iterable too, over its members
            return "must be an object";
        }
        if (Iterable.class.isAssignableFrom(type) || type.isArray()) {
            return "must be an array";
        }
        if (type.isEnum()) {
            return "must be one of " + Arrays.toString(type.getEnumConstants());
        }
        if (type == UUID.class) {
            return "must be a UUID";
        }
        if (type == Instant.class) {
            return "must be a time such as 2026-11-01T09:30:00Z";
        }
        if (type == LocalDate.class) {
            return "must be a date such as 2026-11-01";
        }
        return CharSequence.class.isAssignableFrom(type) ? "must be a text" : "must be an object";
    }

    private static String pointer(JsonMappingException thrown) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference reference : thrown.getPath()) {
            pointer.append('/');
            if (reference.getFieldName() == null) {
                pointer.append(reference.getIndex());
            } else {
                pointer.append(escaped(reference.getFieldName()));
            }
        }
        return pointer.toString();
    }

    /** A value that is written as text and as nothing else. */
    private static final class Text<T> extends StdDeserializer<T> {

        private static final long serialVersionUID = 1;

        private final String form;
        private final transient Function<String, T> parse;

        Text(Class<T> type, String form, Function<String, T> parse) {
            super(type);
            this.form = form;
            this.parse = parse;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (T) context.handleUnexpectedToken(_valueClass, parser);
            }
            try {
                return parse.apply(parser.getText());
            } catch (DateTimeException e) {
                return (T) context.handleWeirdStringValue(_valueClass, parser.getText(), form);
            }
        }
    }
}
