package io.mergesuite.merges.merge;

import java.util.List;

/** Fired in the transaction that ends merges; observers write in it too, or react after its commit. */
public record MergesEnded(List<Ended> merges) {

    /** One of them; {@code state} is COMPLETED or ABORTED. */
    public record Ended(Merge merge, MergeState state) {}
}
