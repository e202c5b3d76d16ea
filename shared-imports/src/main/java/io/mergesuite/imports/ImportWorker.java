package io.mergesuite.imports;

import io.mergesuite.api.KnownShops;
import io.mergesuite.contracts.facts.ShopFacts;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Takes up the jobs of this service's kinds and works them. Each process has a few workers; who holds a job is told by its row in the
 * database, so any number of processes share the work, and a job whose holder has died goes to the next who asks.
 */
@ApplicationScoped
class ImportWorker {

    private static final Logger LOG = Logger.getLogger(ImportWorker.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration PURGE_EVERY = Duration.ofHours(1);

    private final ImportStore store;
    private final ImportSettings settings;
    private final KnownShops shops;
    private final Map<String, ImportTarget<?>> targets = new HashMap<>();
    private final Semaphore work = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;
    private volatile Instant purgedAt = Instant.EPOCH;

    ImportWorker(ImportStore store, ImportSettings settings, KnownShops shops, Instance<ImportTarget<?>> targets) {
        this.store = store;
        this.settings = settings;
        this.shops = shops;
        for (ImportTarget<?> target : targets) {
            if (this.targets.put(target.kind(), target) != null) {
                throw new IllegalStateException("two targets import " + target.kind());
            }
        }
    }

    void start(@Observes StartupEvent event) {
        for (int i = 1; i <= settings.workers(); i++) {
            threads.add(Thread.ofVirtual().name("imports-" + i).start(this::loop));
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        work.release(threads.size());
        for (Thread thread : threads) {
            thread.join(Duration.ofSeconds(10));
        }
    }

    /** Says that there is work, once its transaction has committed. */
    void wake() {
        work.release();
    }

    private void loop() {
        Duration pause = settings.poll();
        while (!stopping) {
            try {
                while (!stopping && workOne()) {
                    pause = settings.poll();
                }
                purge();
                pause = settings.poll();
            } catch (RuntimeException | Error failure) {
                // The database is away, most likely: jobs wait in it, so there is nothing to save but time
                LOG.warnf(failure, "imports pause for %s", pause);
                pause = longer(pause);
            }
            pause(pause);
        }
    }

    private void pause(Duration pause) {
        try {
            if (work.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                work.drainPermits();
            }
        } catch (InterruptedException interrupted) {
            stopping = true;
            Thread.currentThread().interrupt();
        }
    }

    private Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(settings.longestPause()) > 0 ? settings.longestPause() : twice;
    }

    private void purge() {
        if (purgedAt.plus(PURGE_EVERY).isBefore(Instant.now())) {
            purgedAt = Instant.now();
            int purged;
            do {
                purged = QuarkusTransaction.requiringNew().call(() -> store.purge(settings.keep()));
            } while (purged == ImportStore.PURGED_AT_ONCE && !stopping);
        }
    }

    /** Takes up one job, if one is due, and works it as far as it goes; whether there was one. */
    boolean workOne() {
        Optional<Job> claimed =
                QuarkusTransaction.requiringNew().call(() -> store.claim(targets.keySet(), settings.lease()));
        claimed.ifPresent(this::work);
        return claimed.isPresent();
    }

    private void work(Job job) {
        ManagedContext request = Arc.container().requestContext();
        boolean mine = !request.isActive();
        if (mine) {
            request.activate();
        }
        try {
            switch (run(job, targets.get(job.kind()))) {
                case ENDED -> LOG.debugf("import %s has ended", job.id());
                case WAITING -> release(job, settings.retrySetAside(), null, 0);
                case STOPPED -> release(job, Duration.ZERO, null, job.attempts());
            }
        } catch (LeaseLost lost) {
            LOG.infof("import %s was taken up by another worker", job.id());
        } catch (Postponed postponed) {
            Duration pause = FIRST_PAUSE;
            for (int i = 0; i < job.attempts(); i++) {
                pause = longer(pause);
            }
            LOG.warnf(postponed, "import %s goes on in %s", job.id(), pause);
            release(job, pause, postponed.error(), Math.min(job.attempts() + 1, 16));
        } finally {
            if (mine) {
                request.terminate();
            }
        }
    }

    private <P> ImportRun.Outcome run(Job job, ImportTarget<P> target) {
        ShopFacts shop = shops.find(job.shopId())
                .orElseThrow(() -> new IllegalStateException("shop " + job.shopId() + " is not known any more"));
        ImportContext context = new ImportContext(job.id(), shop, job.actor(), job.createdAt());
        ImportRun<P> run = new ImportRun<>(store, settings, target, context, job, () -> stopping);
        try {
            return run.run();
        } catch (LeaseLost | Postponed control) {
            throw control;
        } catch (RuntimeException failure) {
            if (Postponed.passes(failure)) {
                throw new Postponed(failure);
            }
            LOG.errorf(failure, "import %s has failed", job.id());
            return run.fail("internal-error", "the import can't go on, for a reason that is not in the file");
        }
    }

    private void release(Job job, Duration pause, ImportAnswer.ImportError error, int attempts) {
        QuarkusTransaction.requiringNew().run(() -> store.release(job, pause, error, attempts));
    }
}
