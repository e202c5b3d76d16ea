package io.mergesuite.messaging;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A dead letter as operators see it: what failed and where, and nothing of what it says or whom it is about (SEC-05). */
@Schema(name = "DeadLetter")
record DeadLetterAnswer(
        UUID id,

        @Schema(description = "Who could not handle it.") String consumer,

        UUID messageId,
        String topic,

        @Schema(description = "What it calls itself, such as merge-commands.v1.")
        String type,

        @Schema(description = "Classes and SQL states of the failure and the line of it; no values.")
        String error,

        State state,
        Instant parkedAt,

        @Schema(description = "When it was replayed or given up.")
        Instant endedAt) {

    /** Where it stands: it ends once, in one of two ways. */
    @Schema(name = "DeadLetterState")
    enum State {
        WAITING,
        REPLAYED,
        DISCARDED
    }

    static DeadLetterAnswer of(DeadLetter letter) {
        State state = letter.endedAt() == null
                ? State.WAITING
                : letter.replayedAs() == null ? State.DISCARDED : State.REPLAYED;
        return new DeadLetterAnswer(
                letter.id(),
                letter.consumer(),
                letter.messageId(),
                letter.topic(),
                letter.type(),
                letter.error(),
                state,
                letter.parkedAt(),
                letter.endedAt());
    }
}
