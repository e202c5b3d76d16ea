package io.mergesuite.imports;

import io.mergesuite.api.Problem;
import io.mergesuite.messaging.SqlFailures;

/** A set could not be worked for a reason that passes by itself: it is tried again after a pause, for ever. */
final class Postponed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Postponed(RuntimeException cause) {
        super(cause);
    }

    /** What the job waits for, for its {@code error}. */
    ImportAnswer.ImportError error() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                return new ImportAnswer.ImportError(problem.type().code(), problem.getMessage() + "; tried again");
            }
        }
        return new ImportAnswer.ImportError(
                "database-unavailable", "the database did not answer as expected; tried again");
    }

    /** Whether a failure is nobody's fault: another service that does not answer (502 to 504), or what {@link SqlFailures} passes. */
    static boolean passes(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                int status = problem.type().status();
                return status >= 502 && status <= 504;
            }
        }
        return SqlFailures.passes(failure);
    }
}
