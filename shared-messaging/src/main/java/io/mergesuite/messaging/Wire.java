package io.mergesuite.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.mergesuite.contracts.message.MessageTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** What a message looks like on Kafka: JSON, and the attributes of CloudEvents 1.0 as headers. */
final class Wire {

    private static final String ID = "ce_id";
    private static final String TYPE = "ce_type";
    private static final String SOURCE = "ce_source";
    private static final String TIME = "ce_time";
    private static final String SPEC_VERSION = "ce_specversion";
    private static final String CONTENT_TYPE = "content-type";

    /** Its own, so that no service's settings change what others read. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a newer sender may say more
            .build();

    private Wire() {}

    static byte[] json(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "no JSON can be made of " + body.getClass().getName(), e);
        }
    }

    /** The body of a message of this type. */
    static Object body(String type, byte[] json) throws Unreadable {
        Class<?> body = MessageTypes.bodyOf(type == null ? "" : type).orElseThrow(() -> new Unreadable("unknown type"));
        try {
            return JSON.readValue(json, body);
        } catch (IOException e) {
            throw new Unreadable("body is no " + type);
        }
    }

    static void write(Headers headers, UUID id, String type, String source, Instant time, String traceparent) {
        put(headers, ID, id.toString());
        put(headers, SOURCE, source);
        put(headers, SPEC_VERSION, "1.0");
        put(headers, TIME, time.toString());
        put(headers, TraceParent.NAME, traceparent);
        if (type != null) {
            put(headers, TYPE, type);
            put(headers, CONTENT_TYPE, "application/json");
        }
    }

    /** The message's id, if it carries one. */
    static Optional<UUID> id(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(text(record, ID)).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Stands for the id of a record that carries none: the same at each delivery. */
    static UUID idOfPlace(ConsumerRecord<String, byte[]> record) {
        String place = record.topic() + '-' + record.partition() + '-' + record.offset() + '-' + record.timestamp();
        return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
    }

    static String type(ConsumerRecord<String, byte[]> record) {
        return text(record, TYPE);
    }

    static String traceparent(ConsumerRecord<String, byte[]> record) {
        return text(record, TraceParent.NAME);
    }

    /** When the sender wrote it; the broker's time for a record that doesn't say. */
    static Instant sentAt(ConsumerRecord<String, byte[]> record) {
        String time = text(record, TIME);
        try {
            return time == null ? Instant.ofEpochMilli(record.timestamp()) : Instant.parse(time);
        } catch (DateTimeParseException e) {
            return Instant.ofEpochMilli(record.timestamp());
        }
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** This message can't be read by this version of the service. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1;

        Unreadable(String reason) {
            super(reason);
        }
    }
}
