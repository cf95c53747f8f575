package io.facecloak.optimize;

import io.facecloak.image.AlignedFace;
import io.facecloak.image.GaussianKernel;
import java.util.List;

/**
 * Structural similarity (Wang et al. 2004: Gaussian window of 11 pixels, σ = 1.5, whole windows only, mean of R, G and B) between faces
 * and the same faces perturbed, for the loop: the faces' own moments are computed once.
 */
final class SimilarityMeasure {

    private static final int TAPS = 11;
    private static final double SIGMA = 1.5;
    private static final float C1 = 0.01f * 0.01f;
    private static final float C2 = 0.03f * 0.03f;

    private final int size;
    private final int valid;
    private final float[] window = window();
    private final float[][] faces;
    private final float[][] means;
    private final float[][] variances;

    SimilarityMeasure(List<AlignedFace> faces) {
        size = faces.get(0).size();
        if (size < TAPS) {
            throw new IllegalArgumentException(
                    "structural similarity needs faces of at least " + TAPS + " pixels, but they have " + size);
        }
        valid = size - TAPS + 1;
        int count = faces.size();
        this.faces = new float[count][];
        means = new float[count][];
        variances = new float[count][];
        for (int k = 0; k < count; k++) {
            this.faces[k] = faces.get(k).toArray();
            means[k] = filtered(this.faces[k]);
            variances[k] = filtered(Vectors.product(this.faces[k], this.faces[k]));
            for (int i = 0; i < variances[k].length; i++) {
                variances[k][i] = Math.max(0, variances[k][i] - means[k][i] * means[k][i]);
            }
        }
    }

    /** The mean similarity over the faces, at most 1. */
    double of(float[] perturbation) {
        double sum = 0;
        for (int k = 0; k < faces.length; k++) {
            sum += ofFace(k, perturbation);
        }
        return sum / faces.length;
    }

    private double ofFace(int k, float[] perturbation) {
        float[] face = faces[k];
        float[] changed = new float[face.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = Math.max(0, Math.min(1, face[i] + perturbation[i]));
        }
        float[] mean = filtered(changed);
        float[] square = filtered(Vectors.product(changed, changed));
        float[] cross = filtered(Vectors.product(face, changed));
        double sum = 0;
        for (int i = 0; i < mean.length; i++) {
            float a = means[k][i];
            float b = mean[i];
            float covariance = cross[i] - a * b;
            float variance = square[i] - b * b;
            sum += (2 * a * b + C1) / (a * a + b * b + C1) * (2 * covariance + C2) / (variances[k][i] + variance + C2);
        }
        return sum / mean.length;
    }

    /**
     * How much of a change each sample hides, brought to mean 1: a small change of variance v lowers the similarity by about
     * v / (2σ² + C2), where σ² is the variance round the sample; the harmonic mean over the faces.
     */
    float[] tolerance() {
        float[] result = new float[faces[0].length];
        double sum = 0;
        for (int i = 0; i < result.length; i++) {
            int x = i % size;
            int y = i / size % size;
            int c = i / (size * size);
            // Beyond the last whole window, the nearest one.
            int at = (c * valid + inner(y)) * valid + inner(x);
            double cost = 0;
            for (float[] variance : variances) {
                cost += 1 / (2 * variance[at] + C2);
            }
            result[i] = (float) (1 / cost);
            sum += result[i];
        }
        float scale = (float) (result.length / sum);
        for (int i = 0; i < result.length; i++) {
            result[i] *= scale;
        }
        return result;
    }

    private int inner(int position) {
        return Math.max(0, Math.min(valid - 1, position - TAPS / 2));
    }

    /** Window means where the window fits: planes of valid·valid. */
    private float[] filtered(float[] planes) {
        // Taps outside, samples inside: such loops become vector instructions.
        float[] rows = new float[planes.length / size * valid];
        for (int row = 0; row < planes.length / size; row++) {
            int to = row * valid;
            for (int k = 0; k < TAPS; k++) {
                float w = window[k];
                int from = row * size + k;
                for (int x = 0; x < valid; x++) {
                    rows[to + x] += w * planes[from + x];
                }
            }
        }
        float[] result = new float[AlignedFace.CHANNELS * valid * valid];
        for (int c = 0; c < AlignedFace.CHANNELS; c++) {
            for (int y = 0; y < valid; y++) {
                int to = (c * valid + y) * valid;
                for (int k = 0; k < TAPS; k++) {
                    float w = window[k];
                    int from = (c * size + y + k) * valid;
                    for (int x = 0; x < valid; x++) {
                        result[to + x] += w * rows[from + x];
                    }
                }
            }
        }
        return result;
    }

    private static float[] window() {
        double[] weights = new GaussianKernel(TAPS, SIGMA).weights();
        float[] window = new float[TAPS];
        for (int k = 0; k < TAPS; k++) {
            window[k] = (float) weights[k];
        }
        return window;
    }
}
