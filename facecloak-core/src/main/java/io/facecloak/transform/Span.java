package io.facecloak.transform;

import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;

/** Weights of samples next to each other: a row of a matrix that is zero elsewhere. */
record Span(int first, double[] weights) {

    /** A row of zeros. */
    static final Span NONE = new Span(0, new double[0]);

    /** Weights of unit sum for samples low to high of {@code size}; the border's sample stands for those beyond it. */
    static Span normalised(int size, int low, int high, IntToDoubleFunction weight) {
        int first = within(size, low);
        double[] weights = new double[within(size, high) - first + 1];
        for (int j = low; j <= high; j++) {
            weights[within(size, j) - first] += weight.applyAsDouble(j);
        }
        double sum = DoubleStream.of(weights).sum();
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return new Span(first, weights);
    }

    private static int within(int size, int position) {
        return Math.max(0, Math.min(size - 1, position));
    }
}
