package io.mergesuite.merges.merge;

import io.mergesuite.contracts.merge.MergeStep;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * All that the saga knows of one merge. Immutable, and free of values of persons: the survivor's final details lie beside it
 * until the merge ends.
 *
 * @param legs every leg begun so far
 * @param losingFields names of the fields in which a source's value loses (CM-13, CM-21)
 * @param failure why it was aborted; null unless it was
 * @param stalled still not ended long after the pivot; shown, and tried again for ever
 */
public record MergeProgress(
        MergeState state,
        NavigableMap<Leg, LegProgress> legs,
        List<String> losingFields,
        MergeFailure failure,
        boolean stalled) {

    public MergeProgress {
        legs = Collections.unmodifiableNavigableMap(legs);
        losingFields = List.copyOf(losingFields);
    }

    static MergeProgress requested() {
        return new MergeProgress(MergeState.REQUESTED, new TreeMap<>(), List.of(), null, false);
    }

    MergeProgress in(MergeState next) {
        return new MergeProgress(next, legs, losingFields, failure, stalled);
    }

    MergeProgress losing(List<String> more) {
        if (losingFields.containsAll(more)) {
            return this;
        }
        var all = Stream.concat(losingFields.stream(), more.stream())
                .distinct()
                .sorted()
                .toList();
        return new MergeProgress(state, legs, all, failure, stalled);
    }

    MergeProgress failed(MergeFailure why) {
        return new MergeProgress(state, legs, losingFields, why, stalled);
    }

    /** Past the pivot, however far it was before: whoever has done a later step will answer it again. */
    MergeProgress recover(Instant at) {
        return new MergeProgress(MergeState.COMMITTED, legs, losingFields, null, stalled).begin(MergeStep.RECOVER, at);
    }

    MergeProgress stall() {
        return new MergeProgress(state, legs, losingFields, failure, true);
    }

    MergeProgress begin(MergeStep step, Instant at) {
        return changed(Leg.of(step), leg -> leg == null ? LegProgress.started(at) : leg.startedAgain(at));
    }

    MergeProgress changed(Collection<Leg> which, UnaryOperator<LegProgress> change) {
        var changed = new TreeMap<>(legs);
        which.forEach(leg -> changed.put(leg, change.apply(legs.get(leg))));
        return new MergeProgress(state, changed, losingFields, failure, stalled);
    }

    /** The step whose answers are waited for: of a merge that is recovered, RECOVER comes before REASSIGN. */
    public Optional<MergeStep> step() {
        return state == MergeState.COMMITTED
                        && Leg.of(MergeStep.RECOVER).stream()
                                .map(legs::get)
                                .anyMatch(leg -> leg != null && !leg.answered())
                ? Optional.of(MergeStep.RECOVER)
                : state.step();
    }

    /** Whether the command of this leg was written and has not been answered. */
    boolean awaits(Leg leg) {
        var progress = legs.get(leg);
        return progress != null && !progress.answered() && step().equals(Optional.of(leg.step()));
    }

    /** The legs whose answers the merge waits for now. */
    public List<Leg> awaited() {
        return legs.keySet().stream().filter(this::awaits).toList();
    }

    /** When this step was begun. */
    public Optional<Instant> begun(MergeStep step) {
        return legs.entrySet().stream()
                .filter(leg -> leg.getKey().step() == step)
                .map(leg -> leg.getValue().startedAt())
                .min(Comparator.naturalOrder());
    }

    /** The step by which its participants were prepared. */
    public MergeStep preparing() {
        return begun(MergeStep.RECOVER).isPresent() ? MergeStep.RECOVER : MergeStep.PREPARE;
    }

    /** When the pivot passed, or was proven to have passed. */
    public Optional<Instant> pivot() {
        return begun(MergeStep.RECOVER).or(() -> begun(MergeStep.REASSIGN));
    }

    /** How often the leg that was tried most among those awaited was tried; 0 if none is. */
    public int attempts() {
        return awaited().stream()
                .map(legs::get)
                .mapToInt(LegProgress::attempts)
                .max()
                .orElse(0);
    }

    /** Rows by kind that have moved so far: those of order-, lead- and blacklist-service, and at the end the ties of contact persons. */
    public NavigableMap<String, Long> moved() {
        var moved = counts(MergeStep.REASSIGN);
        counts(MergeStep.RETIRE).forEach((kind, rows) -> moved.merge(kind, rows, Long::sum));
        return moved;
    }

    /** Rows by kind that were seen in PREPARE or RECOVER; rows that come before the pivot move too, so {@link #moved} may be more. */
    public NavigableMap<String, Long> expected() {
        return counts(preparing());
    }

    private NavigableMap<String, Long> counts(MergeStep step) {
        var sum = new TreeMap<String, Long>();
        legs.forEach((leg, progress) -> {
            if (leg.step() == step) {
                for (Map.Entry<String, Long> count : progress.counts().entrySet()) {
                    sum.merge(count.getKey(), count.getValue(), Long::sum);
                }
            }
        });
        return sum;
    }
}
