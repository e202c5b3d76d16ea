package io.mergesuite.messaging;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Tells failures that pass by themselves from those that would come again, and describes both without any value. */
public final class SqlFailures {

    /**
     * Classes 08 (connection), 40 (deadlock, serialisation), 53 (out of connections, memory, disk), 57P (shut down), 58 (I/O); and
     * 55P03 (lock not available), 25006 (read only, as a standby is).
     */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57P", "58", "55P03", "25006");

    private SqlFailures() {}

    /** Whether trying the same again may well succeed: the database is away, or another transaction was in the way. */
    public static boolean passes(Throwable failure) {
        return chain(failure).anyMatch(SqlFailures::passesItself);
    }

    /** Classes, SQL states, and the first line of ours; no messages, as they may quote a customer's data. */
    public static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder();
        chain(failure).forEach(each -> {
            text.append(text.isEmpty() ? "" : " < ").append(each.getClass().getName());
            if (each instanceof SQLException sql && sql.getSQLState() != null) {
                text.append(' ').append(sql.getSQLState());
            }
        });
        chain(failure)
                .flatMap(each -> Stream.of(each.getStackTrace()))
                .filter(frame -> frame.getClassName().startsWith("io.mergesuite."))
                .findFirst()
                .ifPresent(frame -> text.append(" at ").append(frame));
        return text.toString();
    }

    private static boolean passesItself(Throwable failure) {
        if (!(failure instanceof SQLException sql)) {
            return false;
        }
        String state = sql.getSQLState();
        return state == null // the pool could not give a connection
                || sql instanceof SQLTransientException
                || sql instanceof SQLRecoverableException
                || PASSING.stream().anyMatch(state::startsWith);
    }

    /** The failure with its causes and what was suppressed, where a failed commit keeps its reason. */
    private static Stream<Throwable> chain(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>(Set.of(failure));
        Stream.Builder<Throwable> chain = Stream.builder();
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (seen.add(next)) {
                chain.add(next);
                if (next.getCause() != null) {
                    open.add(next.getCause());
                }
                open.addAll(List.of(next.getSuppressed()));
            }
        }
        return chain.build();
    }
}
