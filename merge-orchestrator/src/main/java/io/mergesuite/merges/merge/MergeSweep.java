package io.mergesuite.merges.merge;

import io.mergesuite.merges.merge.MergeSaga.Happening;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/**
 * Looks at the merges that are due: repeats what was not answered, times out what is not prepared, marks what is stalled. Any
 * number of replicas sweep side by side, as each takes rows that no other has locked. The clock is the database's.
 */
@ApplicationScoped
class MergeSweep {

    private static final int AT_ONCE = 100; // of up to 1,001 customers each

    private final MergeTables tables;
    private final MergeSaga saga;
    private final UnknownMerges unknown;
    private final Deadlines deadlines;

    MergeSweep(MergeTables tables, MergeSaga saga, UnknownMerges unknown, MergeSettings settings) {
        this.tables = tables;
        this.saga = saga;
        this.unknown = unknown;
        this.deadlines = settings.deadlines();
    }

    @Scheduled(
            identity = "merge-sweep",
            every = "{suite.merge.sweep-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        while (QuarkusTransaction.requiringNew().call(this::sweepOnce) == AT_ONCE) {
            // There may be more that are due.
        }
        QuarkusTransaction.requiringNew().run(() -> unknown.remind(tables.now()));
    }

    private int sweepOnce() {
        Instant now = tables.now();
        var due = tables.lockDue(now, AT_ONCE);
        saga.apply(
                due,
                due.values().stream()
                        .flatMap(live -> deadlines.due(live.progress(), now).stream()
                                .map(event -> new Happening(live.merge().id(), event, null)))
                        .toList(),
                now);
        return due.size();
    }
}
