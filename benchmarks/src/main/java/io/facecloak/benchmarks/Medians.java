package io.facecloak.benchmarks;

import java.util.Arrays;

/** Medians of measurements, which a pause of the machine does not move. */
final class Medians {

    private Medians() {}

    /** The middle one, or the upper of the two in the middle. */
    static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
