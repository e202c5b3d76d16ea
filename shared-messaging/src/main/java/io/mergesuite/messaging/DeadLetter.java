package io.mergesuite.messaging;

import java.time.Instant;
import java.util.UUID;

/**
 * A message that a consumer could not handle, alone and not for a reason that passes by itself.
 *
 * @param error classes and SQL states of the failure, and where it happened; never a value
 * @param endedAt when it was replayed or given up; null while it waits
 * @param replayedAs the id under which it was handled after all; null otherwise
 */
public record DeadLetter(
        UUID id,
        String consumer,
        UUID messageId,
        String topic,
        String key,
        String type,
        String error,
        Instant parkedAt,
        Instant endedAt,
        UUID replayedAs) {}
