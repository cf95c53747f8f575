package io.facecloak.transform;

import java.util.random.RandomGenerator;

/**
 * Contrast about the middle grey and brightness, clipped to [0, 1].
 *
 * @param contrast bound of the relative change, in [0, 0.9]
 * @param brightness bound of the shift, in [0, 1] pixel units
 */
public record RandomExposure(double contrast, double brightness) implements RandomTransform {

    /**
     * @throws IllegalArgumentException if a bound is out of range
     */
    public RandomExposure {
        Ranges.require("contrast", contrast, 0, 0.9);
        Ranges.require("brightness", brightness, 0, 1);
    }

    @Override
    public DifferentiableMap sample(int size, RandomGenerator random) {
        float factor = (float) Ranges.between(1 - contrast, 1 + contrast, random);
        float offset = (float) (0.5 * (1 - factor) + Ranges.between(-brightness, brightness, random));
        return new Exposure(factor, offset);
    }

    private record Exposure(float factor, float offset) implements DifferentiableMap {

        @Override
        public float[] apply(float[] picture) {
            float[] result = new float[picture.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = Math.max(0, Math.min(1, factor * picture[i] + offset));
            }
            return result;
        }

        @Override
        public float[] pullback(float[] picture, float[] gradient) {
            float[] result = new float[picture.length];
            for (int i = 0; i < result.length; i++) {
                float value = factor * picture[i] + offset;
                result[i] = value > 0 && value < 1 ? factor * gradient[i] : 0;
            }
            return result;
        }
    }
}
