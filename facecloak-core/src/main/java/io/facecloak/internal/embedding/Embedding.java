package io.facecloak.internal.embedding;

import java.util.List;

/** Arithmetic of embeddings: what recognisers make of faces, vectors of length 1 whose dot product is the cosine similarity. */
public final class Embedding {

    /** How far the norm of an embedding that was normalised in float32, or stored as such, may be from 1. */
    private static final double NORM_TOLERANCE = 1e-3;

    private Embedding() {}

    /** Cosine similarity, for vectors of length 1. */
    public static double similarity(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "embeddings of different length: " + a.length + " and " + b.length + " values");
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** The opposite. */
    public static float[] negated(float[] a) {
        float[] result = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = -a[i];
        }
        return result;
    }

    /** The direction between vectors of one length. */
    public static float[] normalisedMean(List<float[]> vectors) {
        float[] mean = new float[vectors.get(0).length];
        for (float[] vector : vectors) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += vector[i];
            }
        }
        float norm = (float) Math.sqrt(similarity(mean, mean));
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= norm;
        }
        return mean;
    }

    /**
     * @param name what the vector is, for the message
     * @throws IllegalArgumentException if the vector is not L2-normalised
     */
    public static void requireNormalised(String name, float[] vector) {
        double norm = Math.sqrt(similarity(vector, vector));
        if (!(Math.abs(norm - 1) <= NORM_TOLERANCE)) {
            throw new IllegalArgumentException(name + " must be L2-normalised, but its norm is " + norm);
        }
    }
}
