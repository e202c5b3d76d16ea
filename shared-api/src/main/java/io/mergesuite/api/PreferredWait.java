package io.mergesuite.api;

import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Prefer: wait=N} (RFC 7240, API-07): how long the caller would wait for the end of long work. */
public final class PreferredWait {

    /** No request is held longer. */
    public static final Duration LONGEST = Duration.ofSeconds(60);

    /** Of the header, in documents. */
    public static final String DESCRIPTION =
            "`wait=N`: answer when it has ended, at the latest after N seconds, and after " + LONGEST.toSeconds() + ".";

    private static final Pattern WAIT = Pattern.compile("(?i)wait\\s*=\\s*\"?([^\"]*)\"?");

    private PreferredWait() {}

    /**
     * The wait asked for: zero if none, at most 60 seconds.
     *
     * @throws Problem 400 if {@code wait} is no whole number of seconds
     */
    public static Duration of(HttpHeaders headers) {
        for (String sent : headers.getRequestHeader("Prefer")) {
            for (String preference : sent.split("[,;]", -1)) {
                Matcher wait = WAIT.matcher(preference.strip());
                if (wait.matches()) {
                    return seconds(wait.group(1));
                }
            }
        }
        return Duration.ZERO;
    }

    private static Duration seconds(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new Problem(CommonProblem.INVALID, "Prefer: wait=N takes a whole number of seconds")
                    .atParameter("Prefer", "wrong-format", "wait is no whole number of seconds");
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(text));
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
