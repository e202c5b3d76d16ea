package io.mergesuite.merges.erasure;

import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.erasure.ErasedPerson;
import java.time.Instant;

/**
 * An erasure as it stands in its row.
 *
 * @param asked the customer that was named: any id of the person
 * @param reason as given, or null
 * @param actor who asked
 * @param endedAt null until it has ended
 */
record Erasure(
        ErasureId id,
        CustomerId asked,
        ErasedPerson person,
        String reason,
        String actor,
        ErasureProgress progress,
        Instant createdAt,
        Instant endedAt) {

    Erasure with(ErasureProgress next, Instant now) {
        return new Erasure(
                id, asked, person, reason, actor, next, createdAt, next.state().ended() ? now : null);
    }

    /** Counts up with every change. */
    long revision() {
        return progress.steps().values().stream()
                .mapToLong(step -> 2L * step.attempts() + (step.endedAt() == null ? 0 : 1))
                .sum();
    }
}
