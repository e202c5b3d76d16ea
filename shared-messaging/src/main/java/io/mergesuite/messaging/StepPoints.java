package io.mergesuite.messaging;

import io.mergesuite.contracts.merge.MergeStep;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.Collection;
import java.util.Locale;

/**
 * The crash points of a participant: {@code prepare.before-commit}, {@code prepare.after-commit}, the same for each step, and
 * {@code move.…} for a chunk.
 */
@ApplicationScoped
public class StepPoints {

    private final Event<Passed> passed;

    StepPoints(Event<Passed> passed) {
        this.passed = passed;
    }

    /** What the running transaction has done. */
    record Passed(String name) {}

    /** To be called last in the transaction that does these steps. */
    public void beforeCommit(Collection<MergeStep> steps) {
        steps.forEach(step -> beforeCommit(step.name().toLowerCase(Locale.ROOT)));
    }

    /** To be called last in the transaction that does this. */
    public void beforeCommit(String name) {
        CrashPoints.reach(name + ".before-commit");
        passed.fire(new Passed(name));
    }

    void afterCommit(@Observes(during = TransactionPhase.AFTER_SUCCESS) Passed done) {
        CrashPoints.reach(done.name() + ".after-commit");
    }
}
