package io.mergesuite.merges.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mergesuite.contracts.CustomerId;
import io.mergesuite.contracts.MergeId;
import io.mergesuite.contracts.ShopId;
import io.mergesuite.contracts.merge.MergePolicy;
import io.mergesuite.contracts.merge.MergeStep;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A merge as the API shows it (API-07, CM-21).
 *
 * @param stalled not ended 10 minutes after its pivot; tried again for ever
 * @param steps in the order in which they were begun
 * @param error why it was aborted; absent unless it was
 * @param result what it has moved; absent until it is completed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MergeAnswer(
        MergeId id,
        MergeState state,
        boolean stalled,
        ShopId shopId,
        CustomerId survivorId,
        List<CustomerId> sourceIds,
        String reason,
        String actor,
        UUID batchId,
        MergePolicy policy,
        List<Step> steps,
        Progress progress,
        Failure error,
        Result result,
        Instant createdAt,
        Instant endedAt,
        Long durationMillis) {

    /** How a step of one service goes. */
    enum StepState {
        RUNNING,
        DONE,
        ABANDONED
    }

    /** One step of one service; {@code total} is what was counted before, {@code moved} what has moved. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Step(
            String service,
            MergeStep step,
            StepState state,
            int attempts,
            Map<String, Long> moved,
            Map<String, Long> total,
            Instant startedAt,
            Instant endedAt) {}

    /** Steps and rows, done and to be done; {@code rowsTotal} is what was counted at prepare. */
    record Progress(int stepsDone, int stepsTotal, long rowsMoved, long rowsTotal) {}

    /** Why it was aborted; {@code customerId} is the customer it is about, {@code by} who asked for it, where there is one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failure(String code, CustomerId customerId, String by) {}

    /** Rows moved, by kind, and the names of the fields in which a source's value lost (CM-13). */
    record Result(Map<String, Long> moved, List<String> losingFields) {}

    static MergeAnswer of(MergeView view) {
        var merge = view.merge();
        var progress = view.progress();
        return new MergeAnswer(
                merge.id(),
                progress.state(),
                progress.stalled(),
                merge.shop(),
                merge.survivor(),
                merge.sources(),
                merge.reason(),
                merge.actor(),
                merge.batch(),
                merge.policy(),
                progress.legs().entrySet().stream()
                        .map(leg -> step(progress, leg.getKey(), leg.getValue()))
                        .toList(),
                progress(progress),
                progress.failure() == null
                        ? null
                        : new Failure(
                                progress.failure().code(),
                                progress.failure().subject(),
                                progress.failure().by()),
                progress.state() == MergeState.COMPLETED ? new Result(progress.moved(), progress.losingFields()) : null,
                merge.createdAt(),
                view.endedAt(),
                view.endedAt() == null
                        ? null
                        : Duration.between(merge.createdAt(), view.endedAt()).toMillis());
    }

    private static Step step(MergeProgress progress, Leg leg, LegProgress at) {
        boolean reassigns = leg.step() == MergeStep.REASSIGN;
        boolean moves = reassigns || leg.step() == MergeStep.RETIRE;
        boolean prepares = leg.step() == MergeStep.PREPARE || leg.step() == MergeStep.RECOVER;
        var counted = progress.legs().get(new Leg(progress.preparing(), leg.participant()));
        return new Step(
                leg.participant().service(),
                leg.step(),
                at.answered() ? StepState.DONE : progress.awaits(leg) ? StepState.RUNNING : StepState.ABANDONED,
                at.attempts(),
                moves ? at.counts() : null,
                prepares ? at.counts() : reassigns && counted != null ? counted.counts() : null,
                at.startedAt(),
                at.endedAt());
    }

    private static Progress progress(MergeProgress progress) {
        boolean back = progress.failure() != null;
        var steps = back
                ? EnumSet.of(MergeStep.UNDO)
                : EnumSet.of(progress.preparing(), MergeStep.REASSIGN, MergeStep.RETIRE);
        int done = (int) progress.legs().entrySet().stream()
                .filter(leg -> steps.contains(leg.getKey().step()))
                .filter(leg -> leg.getValue().answered())
                .count();
        int total = steps.stream().mapToInt(step -> Leg.of(step).size()).sum();
        return new Progress(done, total, sum(progress.moved()), sum(progress.expected()));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
