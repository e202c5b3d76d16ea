package io.mergesuite.merges.batch;

import io.mergesuite.api.Problem;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.customer.CustomerLookup;
import io.mergesuite.contracts.customer.KnownCustomer;
import io.mergesuite.merges.batch.Batches.Refused;
import io.mergesuite.merges.batch.Batches.Waiting;
import io.mergesuite.merges.merge.Customers;
import io.mergesuite.merges.merge.Merge;
import io.mergesuite.merges.merge.MergeCheck;
import io.mergesuite.merges.merge.MergesEnded;
import io.mergesuite.merges.merge.OpeningMerges;
import io.mergesuite.merges.policy.Policies;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Opens the groups of batches while there is room for more customers in live merges: looks a chunk of them up in one call, then opens all
 * that can be opened in one transaction, as single merges are opened. Any number of replicas may do so.
 *
 * <p>Died before that transaction's commit: the chunk is opened again, by whoever comes first. Died after it: the merges live,
 * and the next chunk follows.
 */
@ApplicationScoped
class BatchOpener {

    private static final Logger LOG = Logger.getLogger(BatchOpener.class);

    private final Batches batches;
    private final Customers customers;
    private final OpeningMerges opening;
    private final Policies policies;
    private final BatchSettings settings;
    private final Semaphore wakeUp = new Semaphore(0);
    private volatile boolean running;
    private Thread thread;

    BatchOpener(
            Batches batches, Customers customers, OpeningMerges opening, Policies policies, BatchSettings settings) {
        this.batches = batches;
        this.customers = customers;
        this.opening = opening;
        this.policies = policies;
        this.settings = settings;
    }

    void start(@Observes StartupEvent started) {
        running = true;
        thread = Thread.ofVirtual().name("batch-opener").start(this::run);
    }

    void stop(@Observes ShutdownEvent stopped) throws InterruptedException {
        running = false;
        thread.interrupt();
        thread.join();
    }

    /** There may be something to open. */
    void wake() {
        wakeUp.release();
    }

    void roomMade(@Observes(during = TransactionPhase.AFTER_SUCCESS) MergesEnded ended) {
        if (ended.merges().stream().anyMatch(end -> end.merge().batch() != null)) {
            wake();
        }
    }

    private void run() {
        while (running) {
            try {
                // A batch may also wait for another replica's merges to end, or for customer-service to come back.
                if (wakeUp.tryAcquire(1, TimeUnit.SECONDS)) {
                    wakeUp.drainPermits();
                }
                while (openChunk()) {
                    // There may be room for more.
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("groups of a batch could not be opened; tried again in a few seconds", e);
            }
        }
    }

    /** What is to be opened at once. */
    private record Chunk(Batch batch, List<Waiting> groups) {}

    private boolean openChunk() {
        Optional<Chunk> taken = QuarkusTransaction.requiringNew().call(this::takeChunk);
        if (taken.isEmpty()) {
            return false;
        }
        var chunk = taken.get();
        try {
            // Asked before the working transaction begins, so that no lock waits for another service.
            var known = customers.find(
                    List.of(chunk.batch().shop()),
                    chunk.batch().actor(),
                    chunk.groups().stream().flatMap(waiting -> waiting.group().names()));
            QuarkusTransaction.requiringNew().run(() -> open(chunk, known));
            return true;
        } catch (RuntimeException e) {
            QuarkusTransaction.requiringNew()
                    .run(() -> batches.postpone(chunk.batch().id()));
            throw e;
        }
    }

    private Optional<Chunk> takeChunk() {
        int claimed = opening.claimed();
        int room = settings.window() - claimed;
        // Small chunks would make small sets, so a little room is left until it is more.
        if (claimed > 0 && room < settings.window() / 4) {
            return Optional.empty();
        }
        return batches.take().flatMap(batch -> {
            var groups = new ArrayList<Waiting>();
            int customers = 0;
            for (var waiting : batches.next(batch.id(), batch.nextPosition(), settings.chunk())) {
                customers += waiting.group().sources().size() + 1;
                boolean fits = customers <= Math.min(room, CustomerLookup.LIMIT);
                if (!fits && (claimed > 0 || !groups.isEmpty())) {
                    break;
                }
                groups.add(waiting);
            }
            if (groups.isEmpty()) {
                batches.leave(batch.id());
                return Optional.empty();
            }
            return Optional.of(new Chunk(batch, groups));
        });
    }

    private void open(Chunk chunk, List<KnownCustomer> known) {
        var batch = chunk.batch();
        var check = new MergeCheck(known);
        var policy = policies.inForce(batch.shop());
        var now = opening.now();
        var merges = new ArrayList<Merge>();
        var refused = new ArrayList<Refused>();
        var positions = new HashMap<MergeId, Integer>();
        for (var waiting : chunk.groups()) {
            try {
                var candidates = check.check(waiting.group(), ignored -> policy);
                merges.add(new Merge(
                        waiting.mergeId(),
                        candidates.shop(),
                        candidates.survivor(),
                        candidates.sources(),
                        waiting.reason(),
                        batch.actor(),
                        candidates.policy(),
                        batch.id(),
                        now));
                positions.put(waiting.mergeId(), waiting.position());
            } catch (Problem problem) {
                refused.add(new Refused(waiting.position(), problem));
            }
        }
        opening.open(merges, now).forEach((merge, problem) -> refused.add(new Refused(positions.get(merge), problem)));
        int from = batch.nextPosition();
        int to = from + chunk.groups().size();
        if (!batches.opened(batch.id(), from, to, refused)) {
            QuarkusTransaction.setRollbackOnly(); // another replica was faster
        }
    }
}
