package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.image.GaussianKernel;
import java.util.Arrays;

/**
 * Means in a Gaussian window over planar 3·S·S pictures, wherever the whole window fits: with a side of T pixels, the results are three
 * planes of side S − T + 1. Immutable and thread-safe.
 */
final class WindowMeans {

    private final int size;
    private final int valid;
    private final float[] window;

    /** @param size side of the pictures in pixels, at least that of the window */
    WindowMeans(int size, GaussianKernel kernel) {
        this.size = size;
        valid = size - kernel.taps() + 1;
        window = new float[kernel.taps()];
        double[] weights = kernel.weights();
        for (int k = 0; k < window.length; k++) {
            window[k] = (float) weights[k];
        }
    }

    /**
     * The means of each picture. Goes down all planes of all pictures at once, their rows side by side, as few long loops cost less than
     * many short ones; the last rows, filtered along x, stay in the nearest cache.
     */
    float[][] of(float[]... pictures) {
        float[][] result = new float[pictures.length][AlignedFace.CHANNELS * valid * valid];
        int length = pictures.length * AlignedFace.CHANNELS * size;
        float[] row = new float[length];
        float[] moved = new float[length];
        float[][] last = new float[window.length][length];
        for (int y = 0; y < size; y++) {
            join(pictures, y, row);
            float[] along = last[y % window.length];
            Arrays.fill(along, 0);
            for (int k = 0; k < window.length; k++) {
                // Windows that reach beyond a plane see samples of the next one, or old ones: they are left out in the
                // end.
                System.arraycopy(row, k, moved, 0, length - k);
                add(window[k], moved, along);
            }
            int top = y - window.length + 1;
            if (top >= 0) {
                Arrays.fill(row, 0);
                for (int k = 0; k < window.length; k++) {
                    add(window[k], last[(top + k) % window.length], row);
                }
                split(row, top, result);
            }
        }
        return result;
    }

    /** Over arrays from index 0 on: such loops become vector instructions, those with an offset do not. */
    private static void add(float weight, float[] row, float[] sum) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] += weight * row[x];
        }
    }

    private void join(float[][] pictures, int y, float[] row) {
        int to = 0;
        for (float[] picture : pictures) {
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                System.arraycopy(picture, (c * size + y) * size, row, to, size);
                to += size;
            }
        }
    }

    private void split(float[] row, int y, float[][] result) {
        int from = 0;
        for (float[] means : result) {
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                System.arraycopy(row, from, means, (c * valid + y) * valid, valid);
                from += size;
            }
        }
    }
}
