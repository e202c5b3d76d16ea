package io.mergesuite.systemtests.simulation;

/** Something happened that must never happen; {@code rule} is the rule it breaks. */
public final class SagaViolation extends RuntimeException {

    private static final long serialVersionUID = 1;

    public SagaViolation(String rule, String what) {
        super(rule + ": " + what);
    }
}
