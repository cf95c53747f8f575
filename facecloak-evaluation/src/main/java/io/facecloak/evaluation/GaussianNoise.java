package io.facecloak.evaluation;

import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Independent Gaussian noise on every value.
 *
 * @param sigma standard deviation for values in [0, 1], at least 0
 * @param seed of the noise, which is the same for every picture of one size
 */
public record GaussianNoise(double sigma, long seed) implements Disturbance {

    public GaussianNoise {
        Range.requireAtLeastZero("sigma", sigma);
    }

    @Override
    public String name() {
        return String.format(Locale.ROOT, "noise %.3f", sigma);
    }

    @Override
    public BufferedImage disturb(BufferedImage picture) {
        RandomGenerator random = new SplittableRandom(seed);
        return Channels.map(
                picture, plane -> plane.map(value -> (float) (value + 255 * sigma * random.nextGaussian())));
    }
}
