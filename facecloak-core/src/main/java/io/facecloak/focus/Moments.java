package io.facecloak.focus;

import java.util.function.IntToDoubleFunction;

/** Mean and standard deviation (divisor n - 1) of n values; the deviation of a single value is 0. */
record Moments(double mean, double deviation) {

    static Moments of(int n, IntToDoubleFunction value) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += value.applyAsDouble(i);
        }
        double mean = sum / n;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double d = value.applyAsDouble(i) - mean;
            squares += d * d;
        }
        return new Moments(mean, n > 1 ? Math.sqrt(squares / (n - 1)) : 0);
    }
}
