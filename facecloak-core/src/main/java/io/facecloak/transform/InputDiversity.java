package io.facecloak.transform;

import java.util.random.RandomGenerator;

/**
 * Input diversity (Xie et al. 2019, DI²-FGSM): the face is made smaller by a random factor and put at a random place of a black picture.
 *
 * @param minScale the smallest side as a part of the picture's, in [0.5, 1]
 */
public record InputDiversity(double minScale) implements RandomTransform {

    /**
     * @throws IllegalArgumentException if the scale is out of range
     */
    public InputDiversity {
        Ranges.require("minScale", minScale, 0.5, 1);
    }

    @Override
    public LinearMap sample(int size, RandomGenerator random) {
        int small = (int) Math.round(size * Ranges.between(minScale, 1, random));
        int top = random.nextInt(size - small + 1);
        int left = random.nextInt(size - small + 1);
        return new SeparableMap(Bands.resizeAndPad(size, small, top), Bands.resizeAndPad(size, small, left));
    }
}
