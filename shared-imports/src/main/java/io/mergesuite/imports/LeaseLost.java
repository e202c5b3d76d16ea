package io.mergesuite.imports;

/** Another worker has taken the job up, or it has ended: this one stops and changes nothing more. */
final class LeaseLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    LeaseLost() {
        super("the job is held by another worker", null, false, false);
    }
}
