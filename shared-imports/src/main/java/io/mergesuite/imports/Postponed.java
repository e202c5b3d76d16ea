package io.mergesuite.imports;

import io.mergesuite.api.Problem;
import java.sql.SQLException;

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

    /**
     * Whether a failure is nobody's fault: another service that does not answer (502 to 504), a lost or refused
     * connection, a deadlock, a database that goes down or has no room.
     */
    static boolean passes(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Problem problem) {
                int status = problem.type().status();
                return status >= 502 && status <= 504;
            }
            if (cause instanceof SQLException sql && passes(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private static boolean passes(String state) {
        // No state: the pool had no connection to give
        return state == null
                || state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.startsWith("58")
                || state.equals("25006")
                || state.equals("55P03");
    }
}
