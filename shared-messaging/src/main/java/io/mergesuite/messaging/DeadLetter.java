package io.mergesuite.messaging;

import java.time.Instant;
import java.util.UUID;

/**
 * A message that a consumer could not handle, alone and not for a reason that passes by itself.
 *
 * @param error classes and SQL states of the failure, and where it happened; never a value
 * @param replayedAt when a replay succeeded; null while it waits
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
        Instant replayedAt) {}
