package io.facecloak.focus;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.internal.image.GaussianKernel;
import java.util.Objects;

/**
 * The High-Pass Mask (paper, Eq. 6 and 7): the raised budget holds, per channel, where the seed face has fine detail, that is where
 * the face minus its Gaussian blur, brought to zero mean and unit deviation, exceeds a threshold. Immutable and thread-safe.
 */
public final class HighPassMask implements FocusMask {

    private final double[] kernel;
    private final double threshold;

    /** The paper's filter: 23 taps, σ = 3, threshold 0. */
    public HighPassMask() {
        this(23, 3, 0);
    }

    /**
     * @param taps length of the Gaussian kernel in pixels; odd
     * @param sigma its standard deviation in pixels; positive
     * @param threshold τ, in standard deviations of the map
     * @throws IllegalArgumentException if a value is out of range
     */
    public HighPassMask(int taps, double sigma, double threshold) {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("threshold must be finite, but is " + threshold);
        }
        this.kernel = new GaussianKernel(taps, sigma).weights();
        this.threshold = threshold;
    }

    @Override
    public String name() {
        return "high-pass";
    }

    /**
     * The map h of Eq. 6 in the layout of {@link AlignedFace}: zero mean and unit deviation (divisor n - 1) over all channels together;
     * all zeros if the face has no detail at all.
     *
     * @throws IllegalArgumentException if the face is too small for the kernel: its side must exceed half of the taps
     */
    public float[] map(AlignedFace face) {
        int size = face.size();
        if (size <= kernel.length / 2) {
            throw new IllegalArgumentException(
                    "a face of side " + size + " is too small for a kernel of " + kernel.length + " taps");
        }
        float[] planes = face.toArray();
        float[] detail = new float[planes.length];
        for (int c = 0; c < AlignedFace.CHANNELS; c++) {
            subtractBlur(planes, c * size * size, size, detail);
        }
        return normalised(detail);
    }

    @Override
    public boolean[] raised(AlignedFace seed, Landmarks landmarks) {
        Objects.requireNonNull(landmarks, "landmarks");
        float[] map = map(Objects.requireNonNull(seed, "seed"));
        boolean[] raised = new boolean[map.length];
        for (int i = 0; i < map.length; i++) {
            raised[i] = map[i] > threshold;
        }
        return raised;
    }

    private void subtractBlur(float[] planes, int offset, int size, float[] detail) {
        int radius = kernel.length / 2;
        double[] rows = new double[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double sum = 0;
                for (int k = 0; k < kernel.length; k++) {
                    sum += kernel[k] * planes[offset + y * size + reflect(x + k - radius, size)];
                }
                rows[y * size + x] = sum;
            }
        }
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double sum = 0;
                for (int k = 0; k < kernel.length; k++) {
                    sum += kernel[k] * rows[reflect(y + k - radius, size) * size + x];
                }
                int i = offset + y * size + x;
                detail[i] = (float) (planes[i] - sum);
            }
        }
    }

    /** Mirrors at the border samples without repeating them. */
    private static int reflect(int i, int size) {
        int j = Math.abs(i);
        return j < size ? j : 2 * (size - 1) - j;
    }

    private static float[] normalised(float[] values) {
        Moments moments = Moments.of(values);
        float[] result = new float[values.length];
        // A flat face leaves rounding noise only, which must not be blown up to unit deviation.
        if (moments.deviation() > 1e-9) {
            for (int i = 0; i < values.length; i++) {
                result[i] = (float) ((values[i] - moments.mean()) / moments.deviation());
            }
        }
        return result;
    }
}
