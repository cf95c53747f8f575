package io.facecloak.transform;

import java.util.random.RandomGenerator;

/**
 * Input diversity (Xie et al. 2019, DI²-FGSM): in a share of draws, the face is made smaller by a random factor and put at a random place
 * of a black picture. Immutable and thread-safe.
 *
 * @param probability share of draws that change the face, in [0, 1]
 * @param minScale the smallest side as a part of the picture's, in [0.5, 1]
 */
public record InputDiversity(double probability, double minScale) implements RandomTransform {

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public InputDiversity {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability must be in [0, 1], but is " + probability);
        }
        if (!(minScale >= 0.5 && minScale <= 1)) {
            throw new IllegalArgumentException("minScale must be in [0.5, 1], but is " + minScale);
        }
    }

    @Override
    public LinearMap sample(int size, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return LinearMap.IDENTITY;
        }
        int small = (int) Math.round(size * (minScale + (1 - minScale) * random.nextDouble()));
        int top = random.nextInt(size - small + 1);
        int left = random.nextInt(size - small + 1);
        return new SeparableMap(Bands.resizeAndPad(size, small, top), Bands.resizeAndPad(size, small, left));
    }
}
