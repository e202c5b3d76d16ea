package io.mergesuite.customers;

import io.mergesuite.messaging.Db;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Stops transactions at a point, and looks at the database from outside. */
@ApplicationScoped
public class Stage {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Db db;

    Stage(Db db) {
        this.db = db;
    }

    /** A transaction of another thread that has done its work and waits to be let go before its commit. */
    public static final class Stopped<T> {

        private final CountDownLatch worked = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final CompletableFuture<T> result;

        private Stopped(Supplier<T> work) {
            result = CompletableFuture.supplyAsync(
                    () -> QuarkusTransaction.requiringNew().call(() -> {
                        T done = work.get();
                        worked.countDown();
                        opened(letGo);
                        return done;
                    }),
                    Executors.newVirtualThreadPerTaskExecutor());
        }

        /** Lets it commit, and gives what it has done. */
        public T commit() {
            letGo.countDown();
            return join(result);
        }
    }

    /** Runs the work in a transaction of another thread, and stops it before its commit. */
    public static <T> Stopped<T> stopBeforeCommit(Supplier<T> work) {
        Stopped<T> stopped = new Stopped<>(work);
        opened(stopped.worked);
        return stopped;
    }

    /** Runs the work in a transaction of another thread, and returns once that waits for a lock of somebody else. */
    public <T> CompletableFuture<T> startAndAwaitBlocked(Supplier<T> work) {
        CompletableFuture<T> started = CompletableFuture.supplyAsync(
                () -> QuarkusTransaction.requiringNew().call(work::get), Executors.newVirtualThreadPerTaskExecutor());
        until("it waits for a lock", () -> number("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'""", Map.of()) > 0);
        return started;
    }

    public static <T> T join(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not come true within " + LIMIT + ": " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    public long number(String query, Map<String, ?> values) {
        return db.read(handle ->
                handle.createQuery(query).bindMap(values).mapTo(long.class).one());
    }

    public String text(String query, Map<String, ?> values) {
        return db.read(handle ->
                handle.createQuery(query).bindMap(values).mapTo(String.class).one());
    }

    private static void opened(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody opened the latch within " + LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
