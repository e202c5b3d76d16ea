package io.mergesuite.messaging;

import com.github.f4b6a3.uuid.UuidCreator;
import io.mergesuite.contracts.topic.Topic;
import java.util.Objects;
import java.util.UUID;

/**
 * A message to be sent with the running transaction.
 *
 * @param id tells a repeat: whoever consumes the topic handles a message id once (SG-08)
 * @param key messages of one key are received in the order in which they were sent, as far as their writers lock one row
 * @param body one of {@link io.mergesuite.contracts.message.MessageTypes}; null deletes the key from a compacted topic
 */
public record OutgoingMessage(UUID id, Topic topic, String key, Object body) {

    public OutgoingMessage {
        Objects.requireNonNull(id, "a message needs an id");
        Objects.requireNonNull(topic, "a message needs a topic");
        Objects.requireNonNull(key, "a message needs a key");
        if (body == null && !topic.compacted()) {
            throw new IllegalArgumentException("only a compacted topic takes a message without body: " + topic.name());
        }
    }

    /** A message with an id of its own (UUIDv7): each call makes another message, even of the same body. */
    public static OutgoingMessage of(Topic topic, String key, Object body) {
        return new OutgoingMessage(UuidCreator.getTimeOrderedEpochPlus1(), topic, key, body);
    }

    /**
     * A message that says how something stands in one of its versions. Its id is made of topic, key and version, so that one
     * made again by {@link RepublishedTopic} is known to those who have had it.
     */
    public static OutgoingMessage ofVersion(Topic topic, String key, long version, Object body) {
        return new OutgoingMessage(
                UuidCreator.getNameBasedSha1(topic.name() + '\n' + key + '\n' + version), topic, key, body);
    }
}
