package io.mergesuite.merges.merge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How patient the saga is. */
@ConfigMapping(prefix = "suite.merge")
interface MergeSettings {

    /** A merge whose participants are not all prepared after this long is aborted: {@code participant-unavailable}. */
    @WithDefault("60s")
    Duration prepareTimeout();

    /** A merge that has not ended this long after its pivot is shown as stalled. */
    @WithDefault("10m")
    Duration stalledAfter();

    /**
     * An unanswered command is written again after this long, then after twice as long, and so on. Longer than a merge waits its turn in a
     * big batch: only a lost topic or a parked message needs the repetition, a killed process does not.
     */
    @WithDefault("10s")
    Duration firstReminder();

    /** The longest time between two repetitions of a command. */
    @WithDefault("30s")
    Duration lastReminder();

    /** How often merges that are due are looked for. */
    @WithDefault("1s")
    Duration sweepInterval();

    default Deadlines deadlines() {
        return new Deadlines(prepareTimeout(), stalledAfter(), firstReminder(), lastReminder());
    }
}
