package io.mergesuite.messaging;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: doubling from a first to a last wait, each between half of it and the whole. */
final class BackOff {

    private final long first;
    private final long last;
    private long next;

    BackOff(Duration first, Duration last) {
        this.first = first.toNanos();
        this.last = last.toNanos();
        this.next = this.first;
    }

    Duration next() {
        long wait = ThreadLocalRandom.current().nextLong(next / 2, next + 1);
        next = Math.min(last, next * 2);
        return Duration.ofNanos(wait);
    }

    void reset() {
        next = first;
    }
}
