package io.mergesuite.merges.merge;

import java.time.Instant;
import java.util.Map;

/**
 * How one leg of a merge goes.
 *
 * @param attempts how often its command was written, from 1
 * @param endedAt null until it is answered
 * @param counts rows by kind: of PREPARE and RECOVER those that will move, of REASSIGN those moved so far
 */
public record LegProgress(int attempts, Instant startedAt, Instant endedAt, Map<String, Long> counts) {

    static LegProgress started(Instant at) {
        return new LegProgress(1, at, null, Map.of());
    }

    /** Asked for anew, whatever was answered before. */
    LegProgress startedAgain(Instant at) {
        return new LegProgress(attempts + 1, at, null, counts);
    }

    LegProgress again() {
        return new LegProgress(attempts + 1, startedAt, endedAt, counts);
    }

    LegProgress counted(Map<String, Long> soFar) {
        return new LegProgress(attempts, startedAt, endedAt, soFar);
    }

    LegProgress ended(Instant at, Map<String, Long> counts) {
        return new LegProgress(attempts, startedAt, at, counts);
    }

    /** Whether the participant has answered. */
    public boolean answered() {
        return endedAt != null;
    }
}
