package io.mergesuite.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The one exception by which a request ends badly; answered as {@code application/problem+json} (RFC 9457, API-03).
 *
 * <pre>{@code
 * throw new Problem(MergeProblem.CUSTOMER_MERGED, "customer " + id + " is merged away").with("mergedInto", survivor);
 * throw new Problem(CommonProblem.INVALID, "two groups name customer 10482").at("/groups/3", "duplicate", "named in group 0 too");
 * }</pre>
 *
 * <p>The detail is shown to the caller: no values of persons, no text of frameworks. Thrown inside a transaction it
 * rolls the transaction back.
 */
public class Problem extends RuntimeException {

    /** The most faults that one answer names, so that it can't be larger than what it answers (API-14). */
    static final int MOST_FAULTS = 100;

    private static final long serialVersionUID = 1;

    /** One thing that is wrong: {@code pointer} into the body (RFC 6901), or {@code parameter} of path, query or header. */
    public record Fault(String pointer, String parameter, String code, String detail) {}

    private final transient ProblemType type;
    private final transient Map<String, Object> members = new LinkedHashMap<>();
    private final transient List<Fault> faults = new ArrayList<>();
    private transient int faultsLeftOff;
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    public Problem(ProblemType type, String detail) {
        super(detail);
        this.type = Objects.requireNonNull(type);
    }

    /** Adds a member to the answer, such as {@code mergedInto}. Null values are left out. */
    public Problem with(String name, Object value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    /** Adds one wrong place of the body, by JSON pointer ({@code /lines/0/quantity}; the whole body is {@code ""}). */
    public Problem at(String pointer, String code, String detail) {
        return add(new Fault(pointer, null, code, detail));
    }

    /** Adds one wrong parameter of path, query or header, by its name. */
    public Problem atParameter(String name, String code, String detail) {
        return add(new Fault(null, name, code, detail));
    }

    private Problem add(Fault fault) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(fault);
        } else {
            faultsLeftOff++;
        }
        return this;
    }

    /** Tells when the same request can be tried again; rounded up to seconds, sent as {@code Retry-After}. */
    public Problem retryAfter(Duration wait) {
        return header("Retry-After", Long.toString(wait.plusMillis(999).toSeconds()));
    }

    /** Keeps the cause for the log; the caller never sees it. */
    public Problem causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    Problem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public ProblemType type() {
        return type;
    }

    /** The members added by {@link #with}. */
    public Map<String, Object> members() {
        return Collections.unmodifiableMap(members);
    }

    /** What is wrong, in the order it was added: the first {@value #MOST_FAULTS}. */
    public List<Fault> faults() {
        return Collections.unmodifiableList(faults);
    }

    /** How many more were added than {@link #faults} names. */
    int faultsLeftOff() {
        return faultsLeftOff;
    }

    Map<String, String> headers() {
        return headers;
    }
}
