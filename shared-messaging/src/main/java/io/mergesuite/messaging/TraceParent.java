package io.mergesuite.messaging;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.MDC;

/**
 * The W3C {@code traceparent} of what this thread is doing. Whoever lets a request in sets it; {@link Outbox} sends it along,
 * and the loop sets it again around the handler, so that the log lines of one request carry one trace id in every service.
 */
public final class TraceParent {

    /** The header on Kafka and HTTP, and the key in the logging context. */
    public static final String NAME = "traceparent";

    private TraceParent() {}

    /** The present one, or a new one for what nobody asked for. */
    public static String current() {
        return MDC.get(NAME) instanceof String present ? present : next();
    }

    /** Sets it for this thread; null ends it. */
    public static void set(String traceparent) {
        if (traceparent == null) {
            MDC.remove(NAME);
        } else {
            MDC.put(NAME, traceparent);
        }
    }

    private static String next() {
        byte[] ids = new byte[24];
        ThreadLocalRandom.current().nextBytes(ids);
        HexFormat hex = HexFormat.of();
        return "00-" + hex.formatHex(ids, 0, 16) + '-' + hex.formatHex(ids, 16, 24) + "-01";
    }
}
