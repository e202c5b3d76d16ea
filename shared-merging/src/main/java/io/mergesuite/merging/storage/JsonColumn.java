package io.mergesuite.merging.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;

/** A {@code jsonb} column that holds values of one type. */
public final class JsonColumn<T> {

    private final ObjectReader reader;
    private final ObjectWriter writer;

    public JsonColumn(ObjectMapper json, TypeReference<T> type) {
        // A merge may write more keys than the type has, a later version too.
        this.reader = json.readerFor(type).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.writer = json.writerFor(type);
    }

    public T read(String text) {
        try {
            return reader.readValue(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a stored value can't be read", broken);
        }
    }

    public String write(T value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a value can't be written", impossible);
        }
    }
}
