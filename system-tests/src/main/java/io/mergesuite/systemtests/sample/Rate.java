package io.mergesuite.systemtests.sample;

import java.util.Locale;

/** Counts rows, and says how far and how fast. */
final class Rate {

    private static final long EVERY_NANOS = 2_000_000_000L;

    private final long start = System.nanoTime();
    private long said = start;
    private long rows;

    void add(long more) {
        rows += more;
    }

    /** Whether it is time to say something again. */
    boolean due() {
        if (System.nanoTime() - said < EVERY_NANOS) {
            return false;
        }
        said = System.nanoTime();
        return true;
    }

    /** Such as {@code 20,000 of 100,000 (20 %), 5,120 rows/s}. */
    String soFar(long all) {
        return String.format(
                Locale.ROOT,
                "%,d of %,d (%d %%), %,.0f rows/s",
                rows,
                all,
                rows * 100 / Math.max(all, 1),
                perSecond(rows));
    }

    /** Such as {@code 24,113 rows, 5,120 rows/s}. */
    String rows() {
        return rows(0);
    }

    /** @param more of what is not counted yet */
    String rows(long more) {
        return String.format(Locale.ROOT, "%,d rows, %,.0f rows/s", rows + more, perSecond(rows + more));
    }

    private double perSecond(long done) {
        return done / Math.max((System.nanoTime() - start) / 1e9, 1e-3);
    }
}
