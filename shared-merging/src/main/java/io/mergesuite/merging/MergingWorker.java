package io.mergesuite.merging;

import io.mergesuite.contracts.ErasureId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.merging.ChunkedMoves.MoveFailed;
import io.mergesuite.merging.ChunkedMoves.MovesStarted;
import io.mergesuite.merging.Erasures.EraseFailed;
import io.mergesuite.merging.Erasures.ErasuresTaken;
import io.mergesuite.messaging.SqlFailures;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Works off what merges and erasures leave for later: rows that change in chunks, merges in doubt. All it knows stands in the database, so any
 * number of replicas may do this, and one that is killed is missed by nobody.
 */
@ApplicationScoped
class MergingWorker {

    private static final Logger LOG = Logger.getLogger(MergingWorker.class);

    private final ChunkedMoves chunkedMoves;
    private final MergesInDoubt mergesInDoubt;
    private final Erasures erasures;
    private final MergingSettings settings;
    private final Semaphore wakeUp = new Semaphore(0);
    private final Set<MergeId> failing = new HashSet<>();
    private final Set<ErasureId> failingErasures = new HashSet<>();
    private volatile boolean stopping;
    private Thread thread;
    private long lookedAround;
    private long reported;

    MergingWorker(ChunkedMoves chunkedMoves, MergesInDoubt mergesInDoubt, Erasures erasures, MergingSettings settings) {
        this.chunkedMoves = chunkedMoves;
        this.mergesInDoubt = mergesInDoubt;
        this.erasures = erasures;
        this.settings = settings;
    }

    void start(@Observes StartupEvent started) {
        lookedAround = System.nanoTime() - settings.pollEvery().toNanos();
        reported = System.nanoTime();
        thread = Thread.ofPlatform().daemon().name("merging-worker").start(this::run);
    }

    void stop(@Observes ShutdownEvent stopped) throws InterruptedException {
        stopping = true;
        wakeUp.release();
        thread.join(Duration.ofSeconds(5));
    }

    void wake(@Observes(during = TransactionPhase.AFTER_SUCCESS) MovesStarted moves) {
        wakeUp.release();
    }

    void wake(@Observes(during = TransactionPhase.AFTER_SUCCESS) ErasuresTaken erasures) {
        wakeUp.release();
    }

    private void run() {
        while (!stopping) {
            try {
                if (!work()) {
                    wakeUp.tryAcquire(settings.pollEvery().toMillis(), TimeUnit.MILLISECONDS);
                    wakeUp.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** One chunk, and now and then a look around; tells whether there may be more to do at once. */
    private boolean work() {
        if (passed(lookedAround, settings.pollEvery())) {
            lookedAround = System.nanoTime();
            failing.clear();
            failingErasures.clear();
            attempt(() -> QuarkusTransaction.requiringNew().call(mergesInDoubt::ask));
        }
        boolean report = passed(reported, settings.reportEvery());
        if (report) {
            reported = System.nanoTime();
        }
        boolean moved = attempt(() -> QuarkusTransaction.requiringNew()
                .call(() -> chunkedMoves.moveNext(failing, report))
                .isPresent());
        boolean erased =
                attempt(() -> QuarkusTransaction.requiringNew().call(() -> erasures.eraseNext(failingErasures)));
        return moved || erased;
    }

    private boolean attempt(BooleanSupplier step) {
        try {
            return step.getAsBoolean();
        } catch (MoveFailed e) {
            failing.add(e.merge());
            LOG.warnf("a chunk of merge %s is tried again after %s", e.merge(), SqlFailures.describe(e));
            return true;
        } catch (EraseFailed e) {
            failingErasures.add(e.erasure());
            LOG.warnf("a chunk of erasure %s is tried again after %s", e.erasure(), SqlFailures.describe(e));
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("the merging worker goes on after %s", SqlFailures.describe(e));
            return false;
        }
    }

    private static boolean passed(long since, Duration time) {
        return System.nanoTime() - since >= time.toNanos();
    }
}
