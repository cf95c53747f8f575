package io.facecloak.focus;

/** Mean and standard deviation (divisor n - 1) of n values; the deviation of a single value is 0. */
record Moments(double mean, double deviation) {

    static Moments of(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (float value : values) {
            double d = value - mean;
            squares += d * d;
        }
        return new Moments(mean, values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0);
    }
}
