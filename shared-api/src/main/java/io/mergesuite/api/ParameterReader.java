package io.mergesuite.api;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads parameters of paths, queries and headers, so that a malformed one is a 400 that names it and not the 404 that the
 * REST specification asks for. Enums are written as in JSON.
 */
@Provider
class ParameterReader implements ParamConverterProvider {

    /** How a type is read, and what it looks like. */
    private record Form(Function<String, ?> read, String look) {}

    private static final Form WHOLE_NUMBER = new Form(Integer::valueOf, "must be a whole number");
    private static final Form LONG_NUMBER = new Form(Long::valueOf, "must be a whole number");
    private static final Form YES_OR_NO = new Form(ParameterReader::yesOrNo, "must be true or false");

    private static final Map<Class<?>, Form> FORMS = Map.ofEntries(
            Map.entry(int.class, WHOLE_NUMBER),
            Map.entry(Integer.class, WHOLE_NUMBER),
            Map.entry(long.class, LONG_NUMBER),
            Map.entry(Long.class, LONG_NUMBER),
            Map.entry(boolean.class, YES_OR_NO),
            Map.entry(Boolean.class, YES_OR_NO),
            Map.entry(UUID.class, new Form(ParameterReader::uuid, "must be a UUID")),
            Map.entry(CustomerId.class, new Form(text -> new CustomerId(uuid(text)), "must be a UUID")),
            Map.entry(MergeId.class, new Form(text -> new MergeId(uuid(text)), "must be a UUID")),
            Map.entry(ErasureId.class, new Form(text -> new ErasureId(uuid(text)), "must be a UUID")),
            Map.entry(ShopId.class, new Form(ShopId::new, "must be 1 to 64 characters of a-z, 0-9, _ and -")),
            Map.entry(LocalDate.class, new Form(Storable::day, "must be a date such as 2026-11-01")),
            Map.entry(Instant.class, new Form(Storable::time, "must be a time such as 2026-11-01T09:30:00Z")));

    @Override
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        Form form = type.isEnum() ? constant(type) : FORMS.get(type);
        return form == null ? null : new Converter<>(form, name(annotations));
    }

    private static Form constant(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        return new Form(
                text -> Arrays.stream(constants)
                        .filter(constant -> ((Enum<?>) constant).name().equals(text))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new),
                "must be one of " + Arrays.toString(constants));
    }

    /** The full form alone: {@link UUID#fromString} also takes shorter ones. */
    private static UUID uuid(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equals(text.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException();
        }
        return id;
    }

    private static Boolean yesOrNo(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    private static String name(Annotation[] annotations) {
        for (Annotation annotation : annotations == null ? new Annotation[0] : annotations) {
            switch (annotation) {
                case PathParam path -> {
                    return path.value();
                }
                case QueryParam query -> {
                    return query.value();
                }
                case HeaderParam header -> {
                    return header.value();
                }
                default -> {}
            }
        }
        return "";
    }

    private record Converter<T>(Form form, String name) implements ParamConverter<T> {

        @Override
        @SuppressWarnings("unchecked")
        public T fromString(String text) {
            if (text == null) {
                return null;
            }
            try {
                return (T) form.read().apply(text);
            } catch (RuntimeException e) {
                throw new Problem(CommonProblem.INVALID, "a parameter can't be read")
                        .atParameter(name, "wrong-format", form.look());
            }
        }

        @Override
        public String toString(T value) {
            return String.valueOf(value);
        }
    }
}
