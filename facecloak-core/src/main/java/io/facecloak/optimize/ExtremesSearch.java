package io.facecloak.optimize;

import io.facecloak.internal.embedding.Embedding;
import io.facecloak.model.Embedder;

/** Keeps the most and the least similar of the embeddings that pass by. Not thread-safe. */
final class ExtremesSearch {

    private final float[] probe;
    private final float[] nearest;
    private final float[] farthest;
    private double nearestSimilarity = Double.NEGATIVE_INFINITY;
    private double farthestSimilarity = Double.POSITIVE_INFINITY;

    ExtremesSearch(Embedder embedder, float[] probe) {
        if (probe.length != embedder.dimension()) {
            throw new IllegalArgumentException("probe must hold " + embedder.dimension() + " values for "
                    + embedder.name() + ", but holds " + probe.length);
        }
        this.probe = probe;
        this.nearest = new float[probe.length];
        this.farthest = new float[probe.length];
    }

    /**
     * Whether a candidate of about this similarity may be the nearest or the farthest so far.
     *
     * @param tolerance how far its similarity may be from that
     */
    boolean mayFind(float similarity, double tolerance) {
        return similarity > nearestSimilarity - tolerance || similarity < farthestSimilarity + tolerance;
    }

    /** Looks at the candidate; its array may be used again afterwards. */
    void offer(float[] candidate) {
        double similarity = similarity(candidate);
        if (similarity > nearestSimilarity) {
            nearestSimilarity = similarity;
            System.arraycopy(candidate, 0, nearest, 0, nearest.length);
        }
        if (similarity < farthestSimilarity) {
            farthestSimilarity = similarity;
            System.arraycopy(candidate, 0, farthest, 0, farthest.length);
        }
    }

    /**
     * @param place where the embeddings come from, for the message
     * @throws IllegalStateException if none had a similarity that is a number, or one that was found is not L2-normalised
     */
    Gallery.Extremes found(Object place) {
        if (nearestSimilarity == Double.NEGATIVE_INFINITY) {
            throw new IllegalStateException("the gallery " + place + " holds no usable face");
        }
        try {
            Embedding.requireNormalised("an embedding", nearest);
            Embedding.requireNormalised("an embedding", farthest);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the gallery " + place + " is corrupt: " + e.getMessage() + "; make it again", e);
        }
        return new Gallery.Extremes(nearest, nearestSimilarity, farthest, farthestSimilarity);
    }

    /** Four sums side by side, because one chain of additions would keep the processor waiting in a search of a million rows. */
    private double similarity(float[] candidate) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < probe.length; i += 4) {
            s0 += (double) probe[i] * candidate[i];
            s1 += (double) probe[i + 1] * candidate[i + 1];
            s2 += (double) probe[i + 2] * candidate[i + 2];
            s3 += (double) probe[i + 3] * candidate[i + 3];
        }
        for (; i < probe.length; i++) {
            s0 += (double) probe[i] * candidate[i];
        }
        return s0 + s1 + s2 + s3;
    }
}
