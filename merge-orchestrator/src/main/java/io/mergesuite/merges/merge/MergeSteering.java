package io.mergesuite.merges.merge;

import io.mergesuite.api.Caller;
import io.mergesuite.api.IdempotentRequest;
import io.mergesuite.api.Problem;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.merges.merge.MergeSaga.Happening;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * What a person may do to a merge under way (API-09). The work row is locked, as by replies and sweep, so whichever of an abort and the
 * last reply comes first decides, and the other sees it: there is no moment at which both have happened.
 *
 * <p>Died before the commit: nothing has happened, and the caller may repeat. Died after it: the commands lie in the outbox.
 */
@ApplicationScoped
class MergeSteering {

    private static final Logger LOG = Logger.getLogger(MergeSteering.class);

    private final MergeTables tables;
    private final MergeSaga saga;
    private final Deadlines deadlines;
    private final Caller caller;
    private final IdempotentRequest request;

    MergeSteering(
            MergeTables tables, MergeSaga saga, MergeSettings settings, Caller caller, IdempotentRequest request) {
        this.tables = tables;
        this.saga = saga;
        this.deadlines = settings.deadlines();
        this.caller = caller;
        this.request = request;
    }

    /**
     * Takes a merge back that has not passed its pivot. One that is being taken back, or was, for whatever reason, is left as it is.
     *
     * @throws Problem 409 {@code merge-committed} past the pivot
     */
    void abort(MergeId id) {
        String by = caller.actor();
        steer(id, "aborted", (merge, now) -> {
            if (merge.state().committed()) {
                throw new Problem(
                                MergeProblem.MERGE_COMMITTED,
                                "merge " + id + " is " + merge.state() + ": from COMMITTED on it only goes forward")
                        .with("state", merge.state());
            }
            return List.of(new MergeEvent.AbortAsked(by, now));
        });
    }

    /**
     * Does at once what the sweep would do when the merge is due: asks again for what was not answered, ends a prepare that has timed out.
     *
     * @throws Problem 409 {@code merge-ended}
     */
    void retry(MergeId id) {
        steer(id, "tried again", (merge, now) -> {
            if (merge.state().ended()) {
                throw new Problem(MergeProblem.MERGE_ENDED, "merge " + id + " is " + merge.state())
                        .with("state", merge.state());
            }
            return deadlines.due(merge, now);
        });
    }

    private void steer(MergeId id, String how, BiFunction<MergeProgress, Instant, List<MergeEvent>> events) {
        QuarkusTransaction.requiringNew().run(() -> {
            Map<MergeId, LiveMerge> live = tables.lock(List.of(id));
            // Rows of merges that live turn into rows of ended ones in one transaction, and the lock has waited for it.
            var found = live.isEmpty() ? tables.ended(List.of(id)) : live;
            Instant now = tables.now();
            var asked = events.apply(found.get(id).progress(), now);
            saga.apply(
                    live,
                    asked.stream().map(event -> new Happening(id, event, null)).toList(),
                    now);
            request.answered(200, "/v1/merges/" + id, null);
        });
        LOG.infof("%s asks that merge %s be %s", caller.actor(), id, how);
    }
}
