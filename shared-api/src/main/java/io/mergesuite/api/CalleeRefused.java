package io.mergesuite.api;

/**
 * Another service of the suite answered with a problem (4xx). Who calls decides what it means; if nobody does, it is a
 * fault of ours and answered as 500.
 */
public class CalleeRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    public CalleeRefused(int status, String code) {
        super("answered " + status + " " + code);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status of the answer, 400 to 499. */
    public int status() {
        return status;
    }

    /** The problem's code. */
    public String code() {
        return code;
    }
}
