package io.mergesuite.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.merges.merge.MergeState;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * the production rules of orchestrator and participants under 100,000 schedules with faults. Every run takes other
 * schedules; {@code -Dsimulation.seed=…} plays one again, {@code -Dsimulation.schedules=…} as many as wanted.
 */
class SimulationTest {

    private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 100_000);

    private static final Instant START = Instant.parse("2026-11-01T09:30:00Z");

    @Test
    @DisplayName("R-4, SG-01 to SG-03, SG-05, SG-06, SG-08 hold in every schedule")
    void everySchedule() {
        Optional<Long> one = Optional.ofNullable(Long.getLong("simulation.seed"));
        if (one.isPresent()) {
            new Schedule(one.get(), START, World::simulated).run();
            return;
        }
        long first = System.nanoTime();
        System.out.println("simulation: seeds from " + first);
        var deliveries = new LongAdder();
        var completed = new LongAdder();
        var aborted = new LongAdder();
        long begun = System.nanoTime();
        LongStream.range(first, first + SCHEDULES).parallel().forEach(seed -> {
            var schedule = new Schedule(seed, START, World::simulated);
            try {
                Set<MergeState> ends = schedule.run();
                completed.add(ends.contains(MergeState.COMPLETED) ? 1 : 0);
                aborted.add(ends.contains(MergeState.ABORTED) ? 1 : 0);
                assertTrue(EnumSet.of(MergeState.COMPLETED, MergeState.ABORTED).containsAll(ends));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " (play it again with -Dsimulation.seed=" + seed + ")", e);
            }
            deliveries.add(schedule.deliveries());
        });
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "simulation: %d schedules, %d messages, %.1f s, %.0f schedules/s; completed merges in %d, aborted in %d%n",
                SCHEDULES, deliveries.sum(), seconds, SCHEDULES / seconds, completed.sum(), aborted.sum());
        // A simulation in which nothing ever ends one way shows nothing about it.
        assertTrue(completed.sum() > SCHEDULES / 10 && aborted.sum() > SCHEDULES / 10);
    }
}
