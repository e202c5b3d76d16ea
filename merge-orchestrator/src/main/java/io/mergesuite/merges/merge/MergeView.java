package io.mergesuite.merges.merge;

import java.time.Instant;
import java.util.Map;

/** A merge as it stands, live or ended; {@code endedAt} is null while it lives. */
record MergeView(Merge merge, MergeProgress progress, Instant endedAt) {

    /** Grows with everything that the answer shows. */
    long revision() {
        long attempts = 0;
        long answered = 0;
        for (Map.Entry<Leg, LegProgress> leg : progress.legs().entrySet()) {
            attempts += leg.getValue().attempts();
            answered += leg.getValue().answered() ? 1 : 0;
        }
        long moved =
                progress.moved().values().stream().mapToLong(Long::longValue).sum();
        // Every other change of state begins a leg or answers one. A leg that is begun again is no longer answered.
        boolean reassigning = progress.state() != MergeState.COMMITTED;
        return 1 + 2 * attempts + answered + moved + (reassigning ? 1 : 0) + (progress.stalled() ? 1 : 0);
    }
}
