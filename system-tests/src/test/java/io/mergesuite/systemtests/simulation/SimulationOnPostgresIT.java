package io.mergesuite.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.localstack.TestPostgres;
import io.mergesuite.merges.merge.MergeState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * the schedules of the simulation over the services' own tables and SQL on PostgreSQL. There the production handlers load what
 * the rules decide on and carry out what they decide; they must lead every schedule to where it leads in memory.
 *
 * <p>{@code ./suite test} plays 200 schedules, {@code ./suite test --all} 1,000. Every run takes others;
 * {@code -Dsimulation.seed=…} plays one again, {@code -Dsimulation.stored-schedules=…} as many as wanted.
 */
class SimulationOnPostgresIT {

    private static final int SCHEDULES =
            Integer.getInteger("simulation.stored-schedules", Boolean.getBoolean("suite.test.all") ? 1_000 : 200);

    private final AtomicLong nextSeed = new AtomicLong();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicInteger aborted = new AtomicInteger();

    @Test
    @DisplayName("R-4, SG-01 to SG-03, SG-05, SG-06, SG-08 hold over PostgreSQL, and every schedule ends as in memory")
    void everySchedule() throws Exception {
        Optional<Long> one = Optional.ofNullable(Long.getLong("simulation.seed"));
        long first = one.orElseGet(System::nanoTime);
        nextSeed.set(first);
        left.set(one.isPresent() ? 1 : SCHEDULES);
        int suites = one.isPresent() ? 1 : Math.min(4, Runtime.getRuntime().availableProcessors());
        System.out.println("simulation on PostgreSQL: seeds from " + first);
        long begun = System.nanoTime();
        try (var postgres = TestPostgres.start(StoredSuite.databases(suites));
                var threads = Executors.newFixedThreadPool(suites)) {
            List<Callable<Void>> players = new ArrayList<>();
            for (int number = 0; number < suites; number++) {
                int suite = number;
                players.add(() -> play(postgres, suite));
            }
            for (Future<Void> player : threads.invokeAll(players)) {
                player.get();
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "simulation on PostgreSQL: %d schedules, %d messages, %.1f s; completed merges in %d, aborted in %d%n",
                one.isPresent() ? 1 : SCHEDULES, messages.get(), seconds, completed.get(), aborted.get());
        // Schedules in which nothing ends one way show nothing about it.
        assertTrue(one.isPresent() || (completed.get() > SCHEDULES / 10 && aborted.get() > SCHEDULES / 10));
    }

    private Void play(TestPostgres postgres, int number) throws Exception {
        try (var suite = new StoredSuite(postgres, number)) {
            while (left.getAndDecrement() > 0) {
                long seed = nextSeed.getAndIncrement();
                try {
                    play(suite, seed);
                } catch (RuntimeException | AssertionError e) {
                    left.set(0);
                    throw new AssertionError(
                            "seed " + seed + " (play it again with -Dsimulation.seed=" + seed + ")", e);
                }
            }
        }
        return null;
    }

    private void play(StoredSuite suite, long seed) {
        // The services refuse merges that are too old by their clock, which is the true one.
        var start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var inMemory = new Schedule(seed, start, World::simulated);
        inMemory.run();
        var stored = new Schedule(seed, start, suite);
        var ends = stored.run();
        assertSame(inMemory.end(), stored.end());
        assertEquals(inMemory.deliveries(), stored.deliveries(), "messages on the way to the same end");
        messages.addAndGet(stored.deliveries());
        completed.addAndGet(ends.contains(MergeState.COMPLETED) ? 1 : 0);
        aborted.addAndGet(ends.contains(MergeState.ABORTED) ? 1 : 0);
    }

    private static void assertSame(World.End expected, World.End actual) {
        assertEquals(expected.merges(), actual.merges(), "how merges end");
        assertEquals(expected.announced(), actual.announced(), "in which order");
        assertEquals(expected.edges(), actual.edges(), "edges");
        assertEquals(expected.redirects(), actual.redirects(), "pointers");
        assertEquals(expected.customers(), actual.customers(), "customers and their details");
        assertEquals(expected.rows(), actual.rows(), "rows, their owners, and the details on them");
    }
}
