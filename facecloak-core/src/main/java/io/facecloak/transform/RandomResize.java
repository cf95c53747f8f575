package io.facecloak.transform;

import java.util.random.RandomGenerator;

/**
 * Down and up again, as when a photo is made smaller before the face is cropped: each draw keeps between {@code minScale} and all of
 * the resolution.
 *
 * @param minScale the smallest part of the side that is kept, in [0.05, 1]
 */
public record RandomResize(double minScale) implements RandomTransform {

    /**
     * @throws IllegalArgumentException if the scale is out of range
     */
    public RandomResize {
        Ranges.require("minScale", minScale, 0.05, 1);
    }

    @Override
    public LinearMap sample(int size, RandomGenerator random) {
        int small = (int) Math.max(1, Math.round(size * Ranges.between(minScale, 1, random)));
        Bands bands = Bands.resizeRoundTrip(size, small);
        return new SeparableMap(bands, bands);
    }
}
