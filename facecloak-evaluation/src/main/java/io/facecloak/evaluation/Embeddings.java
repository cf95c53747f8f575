package io.facecloak.evaluation;

/** Arithmetic of L2-normalised embeddings. */
final class Embeddings {

    private Embeddings() {}

    /** Cosine similarity of two L2-normalised embeddings. */
    static double similarity(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "embeddings must have one dimension, but have " + a.length + " and " + b.length);
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** A NaN would compare as "not similar" and count as protected. */
    static void requireUsable(float[] embedding, String what) {
        if (embedding.length == 0) {
            throw new IllegalArgumentException("the embedding of " + what + " is empty");
        }
        for (float value : embedding) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("the embedding of " + what + " holds " + value);
            }
        }
    }
}
