package io.mergesuite.merges.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.ShopId;
import java.time.Instant;
import java.util.UUID;

/** A batch as the API shows it (API-07, API-08). */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchAnswer(
        UUID id, State state, ShopId shopId, String actor, Progress progress, Instant createdAt, Instant endedAt) {

    /** Whether groups are still to be opened or to end. */
    enum State {
        RUNNING,
        COMPLETED
    }

    /** Groups: all, not yet opened, being merged, merged, taken back, and those that could not be opened. */
    record Progress(int total, int waiting, int running, int completed, int aborted, int refused) {}

    static BatchAnswer of(Batch batch) {
        return new BatchAnswer(
                batch.id(),
                batch.endedAt() == null ? State.RUNNING : State.COMPLETED,
                batch.shop(),
                batch.actor(),
                new Progress(
                        batch.total(),
                        batch.total() - batch.nextPosition(),
                        batch.nextPosition() - batch.completed() - batch.aborted() - batch.refused(),
                        batch.completed(),
                        batch.aborted(),
                        batch.refused()),
                batch.createdAt(),
                batch.endedAt());
    }
}
