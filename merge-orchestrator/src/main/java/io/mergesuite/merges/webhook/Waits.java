package io.mergesuite.merges.webhook;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait between attempts: three times as long after each, up to a longest, each between half of it and the whole. */
record Waits(Duration first, Duration longest) {

    private static final int TIMES = 3;

    /** The wait after this many failed attempts. */
    Duration after(int attempts, RandomGenerator random) {
        long wait = first.toMillis();
        for (int i = 1; i < attempts && wait < longest.toMillis(); i++) {
            wait *= TIMES;
        }
        wait = Math.max(1, Math.min(wait, longest.toMillis()));
        return Duration.ofMillis(random.nextLong((wait + 1) / 2, wait + 1));
    }
}
