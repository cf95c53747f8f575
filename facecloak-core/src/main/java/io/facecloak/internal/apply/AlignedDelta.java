package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.SimilarityTransform;

/**
 * δ made ready for warping: in 8-bit levels, feathered towards the border, colours interleaved. Immutable and thread-safe.
 */
final class AlignedDelta {

    /** Index of the last row and column. */
    static final int LAST = AlignedFace.SIZE - 1;

    /** Aligned pixels over which δ fades from full strength to nothing at the border, so that no edge is seen. */
    private static final int FEATHER = 4;

    private static final int COLOURS = AlignedFace.CHANNELS;
    private static final int ROW = AlignedFace.SIZE * COLOURS;

    private final float[] samples;

    private AlignedDelta(float[] samples) {
        this.samples = samples;
    }

    /** @param levels planes R, G, B in levels of 8-bit pixels */
    static AlignedDelta of(float[] levels) {
        int plane = AlignedFace.SIZE * AlignedFace.SIZE;
        float[] samples = new float[COLOURS * plane];
        for (int i = 0; i < plane; i++) {
            float weight = weight(i % AlignedFace.SIZE) * weight(i / AlignedFace.SIZE);
            for (int c = 0; c < COLOURS; c++) {
                samples[i * COLOURS + c] = weight * levels[c * plane + i];
            }
        }
        return new AlignedDelta(samples);
    }

    /** The same in gray: each colour is the luma (ITU-R BT.601). */
    AlignedDelta gray() {
        float[] gray = new float[samples.length];
        for (int i = 0; i < gray.length; i += COLOURS) {
            float luma = 0.299f * samples[i] + 0.587f * samples[i + 1] + 0.114f * samples[i + 2];
            gray[i] = luma;
            gray[i + 1] = luma;
            gray[i + 2] = luma;
        }
        return new AlignedDelta(gray);
    }

    /** The same, each pixel multiplied by its weight. */
    AlignedDelta weighted(WeightMap weights) {
        float[] weighted = samples.clone();
        for (int i = 0; i < weighted.length; i++) {
            weighted[i] *= weights.at(i / COLOURS);
        }
        return new AlignedDelta(weighted);
    }

    private static float weight(int position) {
        return Math.min(1, Math.min(position, LAST - position) / (float) FEATHER);
    }

    /**
     * Bilinear samples at some pixels of a photo's row.
     *
     * @param toAligned takes the pixels to positions, all of them inside the square
     * @param x of the first pixel
     * @param target receives red, green, blue of each pixel
     */
    void sample(SimilarityTransform toAligned, int x, int y, int count, float[] target) {
        double a = toAligned.a();
        double b = toAligned.b();
        double tx = toAligned.tx();
        double ty = toAligned.ty();
        double bY = b * y;
        double aY = a * y;
        for (int i = 0; i < count; i++) {
            double u = a * (x + i) - bY + tx;
            double v = b * (x + i) + aY + ty;
            int column = (int) u;
            int row = (int) v;
            float fx = (float) (u - column);
            float fy = (float) (v - row);
            int at = row * ROW + column * COLOURS;
            for (int c = 0; c < COLOURS; c++) {
                target[i * COLOURS + c] = bilinear(at + c, fx, fy);
            }
        }
    }

    /** Adds the bilinear sample at (u, v) to a pixel's red, green, blue from {@code target[to]} on; nothing outside the square. */
    void accumulate(double u, double v, float[] target, int to) {
        if (!(u > 0 && v > 0 && u < LAST && v < LAST)) {
            return;
        }
        int x = (int) u;
        int y = (int) v;
        for (int c = 0; c < COLOURS; c++) {
            target[to + c] += bilinear(y * ROW + x * COLOURS + c, (float) (u - x), (float) (v - y));
        }
    }

    private float bilinear(int at, float fx, float fy) {
        float top = samples[at] + fx * (samples[at + COLOURS] - samples[at]);
        float bottom = samples[at + ROW] + fx * (samples[at + ROW + COLOURS] - samples[at + ROW]);
        return top + fy * (bottom - top);
    }
}
