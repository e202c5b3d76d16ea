package io.mergesuite.api;

import java.time.Duration;

/** Another service of the suite can't be reached or has failed; 503 {@code unavailable}, to be tried again. */
public class CalleeUnavailable extends Problem {

    private static final long serialVersionUID = 1;

    public CalleeUnavailable(String callee, Throwable cause) {
        super(CommonProblem.UNAVAILABLE, callee + " does not answer; try again");
        with("service", callee).causedBy(cause).retryAfter(Duration.ofSeconds(2));
    }
}
