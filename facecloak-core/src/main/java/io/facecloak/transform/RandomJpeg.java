package io.facecloak.transform;

import java.util.random.RandomGenerator;

/**
 * JPEG compression with 4:2:0 chroma and the standard's example tables, made differentiable: rounding is replaced by
 * {@code x − sin(2πx)/2π}, the first term of its Fourier series, whose derivative {@code 1 − cos(2πx)} vanishes for what the compression
 * removes and is 1 on average.
 *
 * @param minQuality lowest quality in the IJG's scale, in 1..100
 * @param maxQuality highest quality, in minQuality..100
 */
public record RandomJpeg(int minQuality, int maxQuality) implements RandomTransform {

    /**
     * @throws IllegalArgumentException if a quality is out of range
     */
    public RandomJpeg {
        Ranges.require("minQuality", minQuality, 1, 100);
        Ranges.require("maxQuality", maxQuality, minQuality, 100);
    }

    @Override
    public DifferentiableMap sample(int size, RandomGenerator random) {
        return new SoftJpeg(size, minQuality + random.nextInt(maxQuality - minQuality + 1));
    }
}
