package io.mergesuite.merges.merge;

import io.mergesuite.contracts.merge.MergeStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When the saga grows impatient. Pure; the sweep asks it by the database's clock.
 *
 * @param prepareTimeout from the prepare commands to {@code participant-unavailable}
 * @param stalledAfter from the pivot to {@code stalled}
 * @param firstReminder from a command to its first repetition; doubles with each
 * @param lastReminder the longest time between two repetitions
 */
public record Deadlines(Duration prepareTimeout, Duration stalledAfter, Duration firstReminder, Duration lastReminder) {

    /** What it means for this merge that it is due now: one or two events, to be folded in this order. */
    public List<MergeEvent> due(MergeProgress merge, Instant now) {
        if (merge.state() == MergeState.PREPARING
                && passed(merge.begun(MergeStep.PREPARE).orElseThrow(), prepareTimeout, now)) {
            return List.of(new MergeEvent.PrepareTimedOut(now));
        }
        var again = new MergeEvent.DueAgain(now);
        return merge.state().rollingForward()
                        && !merge.stalled()
                        && passed(merge.pivot().orElseThrow(), stalledAfter, now)
                ? List.of(new MergeEvent.Overdue(now), again)
                : List.of(again);
    }

    /**
     * When to look at this merge again unless an answer comes: the reminder doubles with each attempt and is shortened at
     * random by up to a fifth, so that merges that began together are not repeated together; never later than a deadline.
     */
    public Instant nextLook(MergeProgress merge, Instant now, RandomGenerator random) {
        int doublings = Math.min(Math.max(merge.attempts() - 1, 0), 20);
        long millis = Math.min(firstReminder.toMillis() << doublings, lastReminder.toMillis());
        var reminder = now.plusMillis(millis - random.nextLong(millis / 5 + 1));
        return switch (merge.state()) {
            case PREPARING ->
                earlier(reminder, merge.begun(MergeStep.PREPARE).orElseThrow().plus(prepareTimeout));
            case COMMITTED, REASSIGNING, RETIRING ->
                merge.stalled()
                        ? reminder
                        : earlier(reminder, merge.pivot().orElseThrow().plus(stalledAfter));
            case REQUESTED, ABORTING, COMPLETED, ABORTED -> reminder;
        };
    }

    private static boolean passed(Instant since, Duration limit, Instant now) {
        return !now.isBefore(since.plus(limit));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
