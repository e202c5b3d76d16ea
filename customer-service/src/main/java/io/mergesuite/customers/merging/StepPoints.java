package io.mergesuite.customers.merging;

import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.messaging.CrashPoints;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.Collection;
import java.util.Locale;

/** The crash points of this participant: {@code prepare.before-commit}, {@code prepare.after-commit}, the same for each step. */
@ApplicationScoped
class StepPoints {

    private final Event<Passed> passed;

    StepPoints(Event<Passed> passed) {
        this.passed = passed;
    }

    /** What the running transaction has done. */
    record Passed(String name) {}

    void beforeCommit(Collection<MergeStep> steps) {
        for (MergeStep step : steps) {
            String name = step.name().toLowerCase(Locale.ROOT);
            CrashPoints.reach(name + ".before-commit");
            passed.fire(new Passed(name));
        }
    }

    void afterCommit(@Observes(during = TransactionPhase.AFTER_SUCCESS) Passed done) {
        CrashPoints.reach(done.name() + ".after-commit");
    }
}
