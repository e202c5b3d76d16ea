package io.mergesuite.merges.erasure;

import io.mergesuite.contracts.erasure.ErasureReply;
import io.mergesuite.contracts.merge.Participant;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How far an erasure is, and what comes next (hole 12): customer-service first, which alone may refuse; then the others, until each has
 * done it. Pure; what is late, or comes twice, changes nothing.
 *
 * @param steps of those who were asked
 * @param code why it was refused, else null
 */
record ErasureProgress(ErasureState state, Map<Participant, Step> steps, String code) {

    /**
     * What one participant was asked and has said.
     *
     * @param endedAt null until it has answered, as {@code counts}
     */
    record Step(int attempts, Instant startedAt, Instant endedAt, Map<String, Long> counts) {

        private static Step begun(Instant now) {
            return new Step(1, now, null, null);
        }

        private Step again() {
            return new Step(attempts + 1, startedAt, endedAt, counts);
        }

        private Step answered(ErasureReply reply, Instant now) {
            return new Step(attempts, startedAt, now, reply.counts());
        }
    }

    ErasureProgress {
        var ordered = new EnumMap<Participant, Step>(Participant.class);
        ordered.putAll(steps);
        steps = Collections.unmodifiableMap(ordered);
    }

    static ErasureProgress begin(Instant now) {
        return new ErasureProgress(ErasureState.STARTED, Map.of(Participant.CUSTOMER, Step.begun(now)), null);
    }

    /** Who was asked and has not answered. */
    Set<Participant> awaited() {
        var awaited = EnumSet.noneOf(Participant.class);
        steps.forEach((participant, step) -> {
            if (step.endedAt() == null) {
                awaited.add(participant);
            }
        });
        return awaited;
    }

    ErasureProgress heard(ErasureReply reply, Instant now) {
        if (!awaited().contains(reply.participant())) {
            return this;
        }
        var next = new EnumMap<Participant, Step>(steps);
        next.computeIfPresent(reply.participant(), (participant, step) -> step.answered(reply, now));
        if (reply.code() != null) {
            return new ErasureProgress(ErasureState.REFUSED, next, reply.code());
        }
        if (state == ErasureState.STARTED) {
            EnumSet.complementOf(EnumSet.of(Participant.CUSTOMER)).forEach(other -> next.put(other, Step.begun(now)));
            return new ErasureProgress(ErasureState.ERASING, next, null);
        }
        boolean done = next.values().stream().allMatch(step -> step.endedAt() != null);
        return new ErasureProgress(done ? ErasureState.COMPLETED : state, next, null);
    }

    /** Those awaited are asked once more. */
    ErasureProgress again() {
        var next = new EnumMap<Participant, Step>(steps);
        awaited().forEach(participant -> next.computeIfPresent(participant, (ignored, step) -> step.again()));
        return new ErasureProgress(state, next, code);
    }

    int attempts() {
        return steps.values().stream().mapToInt(Step::attempts).max().orElse(0);
    }
}
