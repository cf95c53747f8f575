package io.facecloak.optimize;

import java.util.List;

/** Arithmetic of embeddings. */
final class Vectors {

    /** How far the norm of an embedding that was normalised in float32, or stored as such, may be from 1. */
    private static final double NORM_TOLERANCE = 1e-3;

    private Vectors() {}

    static double dot(float[] a, float[] b) {
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

    static float[] negated(float[] a) {
        float[] result = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = -a[i];
        }
        return result;
    }

    /** The direction between vectors of one length. */
    static float[] normalisedMean(List<float[]> vectors) {
        float[] mean = new float[vectors.get(0).length];
        for (float[] vector : vectors) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += vector[i];
            }
        }
        float norm = (float) Math.sqrt(dot(mean, mean));
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= norm;
        }
        return mean;
    }

    /**
     * @param name what the vector is, for the message
     * @throws IllegalArgumentException if the vector is not L2-normalised
     */
    static void requireNormalised(String name, float[] vector) {
        double norm = Math.sqrt(dot(vector, vector));
        if (!(Math.abs(norm - 1) <= NORM_TOLERANCE)) {
            throw new IllegalArgumentException(name + " must be L2-normalised, but its norm is " + norm);
        }
    }
}
