package io.facecloak.evaluation;

import io.facecloak.internal.image.GaussianKernel;
import java.util.Arrays;

/** The ways of computing SSIM that papers mix; figures are comparable only within one of them. */
public enum SsimVariant {
    /** The original: 11×11 Gaussian window, σ = 1.5, population covariance. */
    GAUSSIAN(new GaussianKernel(11, 1.5).weights(), 1, false),

    /** scikit-image's default: 7×7 box window, sample covariance. */
    UNIFORM(box(7), 49.0 / 48, false),

    /**
     * {@link #UNIFORM} on values cast to signed bytes, so that 128..255 become −128..−1: what the paper's published code reports. Wrong,
     * and only for comparison with its figures.
     */
    UNIFORM_WRAPPED(box(7), 49.0 / 48, true);

    private final double[] window;
    private final double covarianceFactor;
    private final boolean signed;

    SsimVariant(double[] window, double covarianceFactor, boolean signed) {
        this.window = window;
        this.covarianceFactor = covarianceFactor;
        this.signed = signed;
    }

    boolean signed() {
        return signed;
    }

    StructuralSimilarity similarity(ColourPlane reference, ColourPlane test) {
        return StructuralSimilarity.between(reference, test, window, covarianceFactor);
    }

    private static double[] box(int taps) {
        double[] window = new double[taps];
        Arrays.fill(window, 1.0 / taps);
        return window;
    }
}
