package io.facecloak.transform;

import java.util.random.RandomGenerator;

/**
 * Additive Gaussian noise of random strength, independent for every sample.
 *
 * @param maxDeviation greatest standard deviation in [0, 1] pixel units, in [0, 0.5]; the least is 0
 */
public record RandomNoise(double maxDeviation) implements RandomTransform {

    /**
     * @throws IllegalArgumentException if the deviation is out of range
     */
    public RandomNoise {
        Ranges.require("maxDeviation", maxDeviation, 0, 0.5);
    }

    @Override
    public DifferentiableMap sample(int size, RandomGenerator random) {
        double deviation = Ranges.between(0, maxDeviation, random);
        float[] noise = new float[3 * size * size];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (deviation * random.nextGaussian());
        }
        return new Noise(noise);
    }

    private record Noise(float[] values) implements DifferentiableMap {

        @Override
        public float[] apply(float[] picture) {
            float[] result = picture.clone();
            for (int i = 0; i < result.length; i++) {
                result[i] += values[i];
            }
            return result;
        }

        @Override
        public float[] pullback(float[] picture, float[] gradient) {
            return gradient;
        }
    }
}
