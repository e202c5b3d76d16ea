package io.mergesuite.merges.merge;

import io.mergesuite.contracts.merge.MergeStep;
import io.mergesuite.contracts.merge.Participant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One step of a merge at one participant. */
public record Leg(MergeStep step, Participant participant) implements Comparable<Leg> {

    private static final Comparator<Leg> ORDER = Comparator.comparing(Leg::step).thenComparing(Leg::participant);

    /** All legs of a step: who is asked to do it. */
    public static List<Leg> of(MergeStep step) {
        return participants(step).stream().map(p -> new Leg(step, p)).toList();
    }

    private static Set<Participant> participants(MergeStep step) {
        return switch (step) {
            case PREPARE, UNDO, RECOVER, PROBE -> EnumSet.allOf(Participant.class);
            case REASSIGN -> EnumSet.complementOf(EnumSet.of(Participant.CUSTOMER));
            case RETIRE -> EnumSet.of(Participant.CUSTOMER);
        };
    }

    @Override
    public int compareTo(Leg other) {
        return ORDER.compare(this, other);
    }
}
