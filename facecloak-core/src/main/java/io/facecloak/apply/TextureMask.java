package io.facecloak.apply;

import io.facecloak.image.AlignedFace;

/**
 * How much of a change each place of a face hides: little on smooth skin, much on brows, lashes, beard, hair line and other edges (contrast
 * masking). Factors of the amplitude from the local contrast of luma, the standard deviation within windows of two sizes; their mean
 * square over the face is 1, so that the cloak's energy stays, but for the bounds. Stateless and thread-safe.
 */
final class TextureMask {

    static final double LEAST = 0.4;
    static final double MOST = 2;

    /** Half the widths of the windows in aligned pixels. */
    private static final int FINE = 1;

    private static final int COARSE = 3;

    /** Contrast at which the factor has half its range, in [0, 1] pixel values, and the contrast of sensor's noise, which hides nothing. */
    private static final double HALF = 0.05;

    private static final double NOISE = 0.008;

    /** Doublings and halvings of the scale that find a mean square of 1. */
    private static final int STEPS = 20;

    private TextureMask() {}

    /**
     * @param region where the face is; elsewhere, factors are as they come
     * @return a factor in [{@value #LEAST}, {@value #MOST}] for each pixel, row by row
     */
    static float[] factors(AlignedFace face, WeightMap region) {
        int size = face.size();
        float[] luma = luma(face);
        float[] fine = deviations(luma, size, FINE);
        float[] coarse = deviations(luma, size, COARSE);
        float[] masking = new float[size * size];
        for (int i = 0; i < masking.length; i++) {
            // Both must be large: beside an edge, where only the coarse one is, a change shows.
            double contrast = Math.max(0, Math.sqrt(fine[i] * coarse[i]) - NOISE);
            masking[i] = (float) (0.2 + contrast / (contrast + HALF));
        }
        double low = LEAST / 1.2;
        double high = MOST / 0.2;
        for (int step = 0; step < STEPS; step++) {
            double scale = Math.sqrt(low * high);
            if (meanSquare(masking, scale, region) < 1) {
                low = scale;
            } else {
                high = scale;
            }
        }
        float[] factors = new float[masking.length];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) bounded(low * masking[i]);
        }
        return factors;
    }

    private static double meanSquare(float[] masking, double scale, WeightMap region) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < masking.length; i++) {
            double weight = region.at(i) * region.at(i);
            double factor = bounded(scale * masking[i]);
            sum += weight * factor * factor;
            total += weight;
        }
        return total > 0 ? sum / total : 1;
    }

    private static double bounded(double factor) {
        return Math.max(LEAST, Math.min(MOST, factor));
    }

    private static float[] luma(AlignedFace face) {
        float[] rgb = face.toArray();
        float[] luma = new float[rgb.length / AlignedFace.CHANNELS];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = 0.299f * rgb[i] + 0.587f * rgb[luma.length + i] + 0.114f * rgb[2 * luma.length + i];
        }
        return luma;
    }

    /** The standard deviation within a square window about each pixel, from sums over all rectangles that begin at the corner. */
    private static float[] deviations(float[] luma, int size, int radius) {
        int side = size + 1;
        double[] sums = new double[side * side];
        double[] squares = new double[side * side];
        for (int y = 0; y < size; y++) {
            double sum = 0;
            double square = 0;
            for (int x = 0; x < size; x++) {
                float value = luma[y * size + x];
                sum += value;
                square += (double) value * value;
                int at = (y + 1) * side + x + 1;
                sums[at] = sums[at - side] + sum;
                squares[at] = squares[at - side] + square;
            }
        }
        float[] deviations = new float[size * size];
        for (int y = 0; y < size; y++) {
            int top = Math.max(0, y - radius) * side;
            int bottom = Math.min(size, y + radius + 1) * side;
            for (int x = 0; x < size; x++) {
                int left = Math.max(0, x - radius);
                int right = Math.min(size, x + radius + 1);
                double count = (double) (bottom - top) / side * (right - left);
                double mean =
                        (sums[bottom + right] - sums[bottom + left] - sums[top + right] + sums[top + left]) / count;
                double square =
                        (squares[bottom + right] - squares[bottom + left] - squares[top + right] + squares[top + left])
                                / count;
                deviations[y * size + x] = (float) Math.sqrt(Math.max(0, square - mean * mean));
            }
        }
        return deviations;
    }
}
