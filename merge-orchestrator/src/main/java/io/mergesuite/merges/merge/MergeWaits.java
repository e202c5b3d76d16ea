package io.mergesuite.merges.merge;

import io.mergesuite.contracts.MergeId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Requests that wait for the end of their merge ({@code Prefer: wait}, API-07). */
@ApplicationScoped
class MergeWaits {

    /** A merge may be ended by another replica, which wakes nobody here; its end is then seen this much later at most. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final ConcurrentHashMap<MergeId, CountDownLatch> waiting = new ConcurrentHashMap<>();
    private final MergeHistory history;

    MergeWaits(MergeHistory history) {
        this.history = history;
    }

    /** Waits at most so long, and answers how the merge stands then. */
    Optional<MergeView> await(MergeId id, Duration limit) {
        // The latch is there before the first look, so an end between look and wait is not missed.
        var latch = waiting.computeIfAbsent(id, ignored -> new CountDownLatch(1));
        try {
            long deadline = System.nanoTime() + limit.toNanos();
            var view = history.find(id);
            while (view.isPresent() && view.get().endedAt() == null) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                latch.await(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
                view = history.find(id);
            }
            return view;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return history.find(id);
        } finally {
            waiting.remove(id, latch);
        }
    }

    void wake(@Observes(during = TransactionPhase.AFTER_SUCCESS) MergesEnded ended) {
        if (!waiting.isEmpty()) {
            ended.merges().forEach(end -> {
                var latch = waiting.remove(end.merge().id());
                if (latch != null) {
                    latch.countDown();
                }
            });
        }
    }
}
