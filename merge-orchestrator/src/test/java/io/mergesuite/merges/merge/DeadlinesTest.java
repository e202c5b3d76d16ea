package io.mergesuite.merges.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mergesuite.contracts.merge.Participant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private static final Instant START = Instant.parse("2026-11-01T09:30:00Z");
    private static final Deadlines DEADLINES = new Deadlines(
            Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofSeconds(2), Duration.ofSeconds(30));
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    @Test
    @DisplayName("A merge is timed out 60 s after its prepare commands, not before")
    void prepareTimeout() {
        var merge = preparing();
        assertEquals(
                List.of(new MergeEvent.DueAgain(START.plusSeconds(59))), DEADLINES.due(merge, START.plusSeconds(59)));
        assertEquals(
                List.of(new MergeEvent.PrepareTimedOut(START.plusSeconds(60))),
                DEADLINES.due(merge, START.plusSeconds(60)));
    }

    @Test
    @DisplayName("A merge is stalled 10 minutes after its pivot, once, and goes on being repeated")
    void stalled() {
        var merge = committed();
        var late = START.plus(Duration.ofMinutes(10));
        assertEquals(List.of(new MergeEvent.Overdue(late), new MergeEvent.DueAgain(late)), DEADLINES.due(merge, late));
        var stalled =
                MergeTransitions.decide(merge, new MergeEvent.Overdue(late)).progress();
        assertTrue(stalled.stalled());
        assertEquals(List.of(new MergeEvent.DueAgain(late)), DEADLINES.due(stalled, late));
    }

    @Test
    @DisplayName("Reminders double from 2 s to 30 s, shortened by at most a fifth, and never pass a deadline")
    void reminders() {
        var merge = committed();
        long expected = 2_000;
        for (int attempt = 1; attempt < 40; attempt++) {
            long millis = Duration.between(START, DEADLINES.nextLook(merge, START, random))
                    .toMillis();
            assertTrue(millis <= expected && millis >= expected - expected / 5, attempt + ": " + millis);
            merge = MergeTransitions.decide(merge, new MergeEvent.DueAgain(START))
                    .progress();
            expected = Math.min(expected * 2, 30_000);
        }
        var almost = START.plusSeconds(59);
        assertEquals(START.plusSeconds(60), DEADLINES.nextLook(preparing(), almost, random));
        assertEquals(
                START.plus(Duration.ofMinutes(10)),
                DEADLINES.nextLook(
                        committed(), START.plus(Duration.ofMinutes(10)).minusMillis(5), random));
    }

    private static MergeProgress preparing() {
        return MergeTransitions.decide(MergeTransitions.open().progress(), new MergeEvent.Dispatched(START))
                .progress();
    }

    private static MergeProgress committed() {
        var merge = preparing();
        for (var participant : Participant.values()) {
            merge = MergeTransitions.decide(merge, new MergeEvent.Prepared(participant, Map.of(), List.of(), START))
                    .progress();
        }
        return merge;
    }
}
