package io.mergesuite.api;

import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;

/** {@code Prefer: wait=N} (RFC 7240, API-07): how long the caller would wait for the end of long work. */
public final class PreferredWait {

    /** No request is held longer. */
    public static final Duration LONGEST = Duration.ofSeconds(60);

    private PreferredWait() {}

    /**
     * The wait asked for: zero if none, at most 60 seconds.
     *
     * @throws Problem 400 if {@code wait} is no whole number of seconds
     */
    public static Duration of(HttpHeaders headers) {
        throw new UnsupportedOperationException();
    }
}
