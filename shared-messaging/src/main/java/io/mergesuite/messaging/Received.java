package io.mergesuite.messaging;

import io.mergesuite.contracts.topic.Topic;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of a poll.
 *
 * @param id the message's, or one that stands for it
 * @param message null if it can't be read
 * @param unreadable why it can't be read, else null
 */
record Received(ConsumerRecord<String, byte[]> record, UUID id, IncomingMessage message, String unreadable) {

    static Received of(ConsumerRecord<String, byte[]> record, Topic topic) {
        UUID id = Wire.id(record).orElse(null);
        try {
            if (id == null) {
                throw new Wire.Unreadable("no message id");
            }
            Object body = record.value() == null ? null : Wire.body(Wire.type(record), record.value());
            return new Received(
                    record, id, new IncomingMessage(id, topic, record.key(), body, Wire.sentAt(record)), null);
        } catch (Wire.Unreadable e) {
            return new Received(record, id == null ? Wire.idOfPlace(record) : id, null, e.getMessage());
        }
    }

    boolean readable() {
        return message != null;
    }

    /** Bytes of the body. */
    int size() {
        return Math.max(0, record.serializedValueSize());
    }
}
