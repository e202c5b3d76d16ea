package io.mergesuite.merges.merge;

import io.mergesuite.messaging.OutgoingMessage;
import java.time.Instant;
import java.util.List;

/** Fired in the transaction that ends merges; observers write in it too, or react after its commit. */
public record MergesEnded(List<Ended> merges) {

    /**
     * One of them; {@code state} is COMPLETED or ABORTED.
     *
     * @param announcement the public event as it is sent to {@code merge.events} (CM-21)
     */
    public record Ended(Merge merge, MergeState state, OutgoingMessage announcement, Instant at) {}
}
