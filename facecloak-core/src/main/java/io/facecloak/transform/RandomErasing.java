package io.facecloak.transform;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Random erasing (Zhong et al. 2020): one rectangle of mid grey, so that the cloak does not lean on one place of the face.
 *
 * @param maxSide longest side of the rectangle as a part of the picture's, in [0, 1]
 */
public record RandomErasing(double maxSide) implements RandomTransform {

    private static final float GREY = 0.5f;

    /**
     * @throws IllegalArgumentException if the side is out of range
     */
    public RandomErasing {
        Ranges.require("maxSide", maxSide, 0, 1);
    }

    @Override
    public DifferentiableMap sample(int size, RandomGenerator random) {
        int width = (int) Math.round(size * Ranges.between(0, maxSide, random));
        int height = (int) Math.round(size * Ranges.between(0, maxSide, random));
        int left = random.nextInt(size - width + 1);
        int top = random.nextInt(size - height + 1);
        return new Erased(size, left, top, left + width, top + height);
    }

    private record Erased(int size, int left, int top, int right, int bottom) implements DifferentiableMap {

        @Override
        public float[] apply(float[] picture) {
            return filled(picture, GREY);
        }

        @Override
        public float[] pullback(float[] picture, float[] gradient) {
            return filled(gradient, 0);
        }

        private float[] filled(float[] values, float filling) {
            float[] result = values.clone();
            for (int row = 0; row < values.length / size; row++) {
                if (row % size >= top && row % size < bottom) {
                    Arrays.fill(result, row * size + left, row * size + right, filling);
                }
            }
            return result;
        }
    }
}
