package io.mergesuite.messaging;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Named places at which a fault run kills this process, as {@code kill -9} would: no shutdown hook runs, nothing is flushed.
 *
 * <p>One place is armed by the system property {@code suite.crash-point} or the environment variable
 * {@code SUITE_CRASH_POINT}: {@code relay.after-send} dies there the first time, {@code relay.after-send:20} the twentieth. The last
 * line of its log then says where. With neither set, {@link #reach} compiles to nothing.
 */
public final class CrashPoints {

    /** The exit code of a process that died here: that of a SIGKILL. */
    public static final int EXIT_CODE = 137;

    private static final String ARMED = armed();
    private static final String NAME = ARMED == null ? null : ARMED.replaceFirst(":\\d+$", "");
    private static final AtomicLong LEFT = new AtomicLong(passes());

    private CrashPoints() {}

    /** The process is at this place. Does nothing unless the place is armed. */
    public static void reach(String name) {
        if (NAME != null && NAME.equals(name) && LEFT.decrementAndGet() == 0) {
            System.err.println("Killed at crash point " + name);
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private static String armed() {
        String property = System.getProperty("suite.crash-point", System.getenv("SUITE_CRASH_POINT"));
        return property == null || property.isBlank() ? null : property.strip();
    }

    private static long passes() {
        return ARMED == null || ARMED.equals(NAME) ? 1 : Long.parseLong(ARMED.substring(NAME.length() + 1));
    }
}
