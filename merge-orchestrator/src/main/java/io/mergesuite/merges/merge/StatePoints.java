package io.mergesuite.merges.merge;

import io.mergesuite.messaging.CrashPoints;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.Collection;
import java.util.Locale;

/**
 * The crash points of the orchestrator: {@code preparing.before-commit} and {@code preparing.after-commit} around the commit of a
 * transaction that leaves some merge PREPARING, and the same for every other state.
 */
@ApplicationScoped
class StatePoints {

    private final Event<Reached> reached;

    StatePoints(Event<Reached> reached) {
        this.reached = reached;
    }

    /** The states in which the running transaction leaves merges. */
    record Reached(Collection<MergeState> states) {}

    void beforeCommit(Collection<MergeState> states) {
        states.forEach(state -> CrashPoints.reach(name(state) + ".before-commit"));
        reached.fire(new Reached(states));
    }

    void afterCommit(@Observes(during = TransactionPhase.AFTER_SUCCESS) Reached done) {
        done.states().forEach(state -> CrashPoints.reach(name(state) + ".after-commit"));
    }

    private static String name(MergeState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
