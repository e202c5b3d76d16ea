package io.mergesuite.systemtests.sample;

import java.util.List;

/** Random choices from a seed. Of our own (SplitMix64), so that the same seed makes the same bytes on every JDK. */
final class Dice {

    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    /** @param place what the choices are for: other places of one seed choose independently */
    Dice(long seed, long place) {
        state = mix(mix(seed) + STEP * place);
    }

    static long mix(long value) {
        long mixed = value + STEP;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** From 0 to below the limit. */
    int below(int limit) {
        state += STEP;
        return (int) Math.floorMod(mix(state), (long) limit);
    }

    boolean percent(int chance) {
        return below(100) < chance;
    }

    <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }
}
