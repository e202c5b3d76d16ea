package io.mergesuite.messaging;

import io.mergesuite.contracts.topic.Topic;
import java.time.Instant;
import java.util.UUID;

/**
 * A message as a {@link MessageHandler} gets it: for the first and only time.
 *
 * @param body one of {@link io.mergesuite.contracts.message.MessageTypes}; null if its key was deleted from a compacted topic
 * @param sentAt when it was written to the sender's outbox, by the sender's database clock
 */
public record IncomingMessage(UUID id, Topic topic, String key, Object body, Instant sentAt) {}
