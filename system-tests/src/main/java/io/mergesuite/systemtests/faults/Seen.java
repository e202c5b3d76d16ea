package io.mergesuite.systemtests.faults;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was seen of a fault.
 *
 * @param hit whether it happened; a crash point may not be reached in time
 * @param recoverySeconds until what was hit worked again, and for a topic until the merges that were under way had ended; NaN where
 *     nobody waited for it
 * @param what more there is to say
 */
record Seen(int round, Instant at, Fault fault, boolean hit, double recoverySeconds, String what) {

    @Override
    public String toString() {
        return fault
                + (hit ? "" : " (missed)")
                + (Double.isNaN(recoverySeconds) ? "" : ", overcome after %.1f s".formatted(recoverySeconds))
                + (what.isEmpty() ? "" : ": " + what);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("round", round);
        json.put("at", at.toString());
        json.put("fault", fault.toString());
        json.put("hit", hit);
        json.put("recoverySeconds", Double.isNaN(recoverySeconds) ? null : recoverySeconds);
        json.put("what", what);
        return json;
    }
}
