package io.facecloak.internal.image;

/**
 * A sampled Gaussian of unit sum, as filters of pictures use it along rows and columns. Immutable and thread-safe.
 *
 * @param taps its length in pixels, odd and positive
 * @param sigma standard deviation in pixels, finite and positive
 */
public record GaussianKernel(int taps, double sigma) {

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public GaussianKernel {
        if (taps < 1 || taps % 2 == 0) {
            throw new IllegalArgumentException("taps must be odd and positive, but is " + taps);
        }
        if (!(sigma > 0 && sigma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("sigma must be finite and positive, but is " + sigma);
        }
    }

    /** The weights, {@code taps} of them, the greatest in the middle. */
    public double[] weights() {
        double[] weights = new double[taps];
        double sum = 0;
        for (int i = 0; i < taps; i++) {
            double distance = (i - taps / 2) / sigma;
            weights[i] = Math.exp(-distance * distance / 2);
            sum += weights[i];
        }
        for (int i = 0; i < taps; i++) {
            weights[i] /= sum;
        }
        return weights;
    }
}
