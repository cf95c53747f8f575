package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.image.GaussianKernel;

/**
 * How much of a change each place of a face hides (contrast masking): little on smooth skin, much in brows, lashes, beard and wrinkles. The
 * measure is the standard deviation of luma within a Gaussian window, opened, so that an edge between two smooth places, beside which a
 * change shows, does not count as texture. Stateless and thread-safe.
 */
final class TextureMask {

    /** The factor where there is no texture at all, and the largest one. */
    static final double LEAST = 0.2;

    static final double MOST = 2;

    /** The deviation that adds 1 to the factor, in [0, 1] pixel values. */
    private static final double UNIT = 0.05;

    private static final GaussianKernel WINDOW = new GaussianKernel(13, 2);

    /** Half the width of what counts as an edge alone, in aligned pixels. */
    private static final int EDGE = 2;

    private static final GaussianKernel SMOOTHING = new GaussianKernel(9, 1.5);

    private TextureMask() {}

    /** A factor in [{@value #LEAST}, {@value #MOST}] for each pixel, row by row. */
    static float[] factors(AlignedFace face) {
        float[] factors = deviations(face).opened(EDGE).smoothed(SMOOTHING).toArray();
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) Math.min(MOST, LEAST + factors[i] / UNIT);
        }
        return factors;
    }

    private static WeightMap deviations(AlignedFace face) {
        int size = face.size();
        float[] luma = luma(face);
        float[] squares = new float[luma.length];
        for (int i = 0; i < luma.length; i++) {
            squares[i] = luma[i] * luma[i];
        }
        WeightMap means = new WeightMap(size, luma).smoothed(WINDOW);
        WeightMap meanSquares = new WeightMap(size, squares).smoothed(WINDOW);
        float[] deviations = new float[luma.length];
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = (float) Math.sqrt(Math.max(0, meanSquares.at(i) - means.at(i) * means.at(i)));
        }
        return new WeightMap(size, deviations);
    }

    private static float[] luma(AlignedFace face) {
        float[] rgb = face.toArray();
        float[] luma = new float[rgb.length / AlignedFace.CHANNELS];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = 0.299f * rgb[i] + 0.587f * rgb[luma.length + i] + 0.114f * rgb[2 * luma.length + i];
        }
        return luma;
    }
}
