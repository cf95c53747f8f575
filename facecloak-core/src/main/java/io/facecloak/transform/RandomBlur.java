package io.facecloak.transform;

import java.util.random.RandomGenerator;

/**
 * Gaussian blur of random strength.
 *
 * @param maxSigma greatest standard deviation in pixels of the aligned face, in [0, 10]; the least is 0
 */
public record RandomBlur(double maxSigma) implements RandomTransform {

    /**
     * @throws IllegalArgumentException if the deviation is out of range
     */
    public RandomBlur {
        Ranges.require("maxSigma", maxSigma, 0, 10);
    }

    @Override
    public LinearMap sample(int size, RandomGenerator random) {
        return gaussian(size, Ranges.between(0, maxSigma, random));
    }

    /** The blur of one strength, edge samples continued outwards; σ in pixels, not negative. */
    public static LinearMap gaussian(int size, double sigma) {
        Bands bands = Bands.blur(size, sigma);
        return new SeparableMap(bands, bands);
    }
}
