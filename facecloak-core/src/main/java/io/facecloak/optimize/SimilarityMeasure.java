package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.image.GaussianKernel;
import io.facecloak.internal.parallel.Lanes;
import java.util.Arrays;
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
    private final WindowMeans window;
    private final float[][] faces;
    private final float[][] means;
    private final float[][] variances;
    private final int threads;

    /** @param threads that the faces are compared on */
    SimilarityMeasure(List<AlignedFace> faces, int threads) {
        this.threads = threads;
        size = faces.get(0).size();
        if (size < TAPS) {
            throw new IllegalArgumentException(
                    "structural similarity needs faces of at least " + TAPS + " pixels, but they have " + size);
        }
        window = new WindowMeans(size, new GaussianKernel(TAPS, SIGMA));
        valid = size - TAPS + 1;
        int count = faces.size();
        this.faces = new float[count][];
        means = new float[count][];
        variances = new float[count][];
        for (int k = 0; k < count; k++) {
            this.faces[k] = faces.get(k).toArray();
            float[][] moments = window.of(this.faces[k], Vectors.product(this.faces[k], this.faces[k]));
            means[k] = moments[0];
            variances[k] = moments[1];
            for (int i = 0; i < variances[k].length; i++) {
                variances[k][i] = Math.max(0, variances[k][i] - means[k][i] * means[k][i]);
            }
        }
    }

    /** The mean similarity over the faces, at most 1. */
    double of(float[] perturbation) {
        double[] similarities = new double[faces.length];
        Lanes.run(threads, faces.length, k -> similarities[k] = ofFace(k, perturbation));
        return Arrays.stream(similarities).average().orElseThrow();
    }

    private double ofFace(int k, float[] perturbation) {
        float[] face = faces[k];
        float[] changed = new float[face.length];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = Math.max(0, Math.min(1, face[i] + perturbation[i]));
        }
        float[][] moments = window.of(changed, Vectors.product(changed, changed), Vectors.product(face, changed));
        float[] local = local(means[k], moments[0], variances[k], moments[1], moments[2]);
        double sum = 0;
        for (float similarity : local) {
            sum += similarity;
        }
        return sum / local.length;
    }

    /** From the window means of x, y, the variance of x, and the means of y² and xy. */
    private static float[] local(float[] x, float[] y, float[] variance, float[] square, float[] cross) {
        float[] local = new float[x.length];
        for (int i = 0; i < local.length; i++) {
            float a = x[i];
            float b = y[i];
            local[i] = (2 * a * b + C1)
                    / (a * a + b * b + C1)
                    * (2 * (cross[i] - a * b) + C2)
                    / (variance[i] + (square[i] - b * b) + C2);
        }
        return local;
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
}
