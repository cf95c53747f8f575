package io.facecloak.apply;

import io.facecloak.image.AlignedFace;
import io.facecloak.mask.CloakMask;

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

    static AlignedDelta colour(CloakMask cloak) {
        float[] levels = cloak.levels();
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

    private static float weight(int position) {
        return Math.min(1, Math.min(position, LAST - position) / (float) FEATHER);
    }

    /** Adds the bilinear sample at (u, v) to {@code rgb}; nothing outside the square. */
    void accumulate(double u, double v, float[] rgb) {
        if (!(u > 0 && v > 0 && u < LAST && v < LAST)) {
            return;
        }
        int x = (int) u;
        int y = (int) v;
        float fx = (float) (u - x);
        float fy = (float) (v - y);
        int at = y * ROW + x * COLOURS;
        for (int c = 0; c < COLOURS; c++, at++) {
            float top = samples[at] + fx * (samples[at + COLOURS] - samples[at]);
            float bottom = samples[at + ROW] + fx * (samples[at + ROW + COLOURS] - samples[at + ROW]);
            rgb[c] += top + fy * (bottom - top);
        }
    }
}
