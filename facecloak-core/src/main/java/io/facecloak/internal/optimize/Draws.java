package io.facecloak.internal.optimize;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random numbers that depend on a seed, a step and a place alone: common to runs that differ in anything else. */
public record Draws(long seed) {

    public RandomGenerator at(int step, int place) {
        // SplittableRandom mixes its seed; the odd factors keep neighbouring steps and places apart.
        return new SplittableRandom(seed + step * 0x9E3779B97F4A7C15L + place * 0xD1342543DE82EF95L);
    }
}
