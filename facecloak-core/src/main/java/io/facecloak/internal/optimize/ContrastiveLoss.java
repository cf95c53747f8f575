package io.facecloak.internal.optimize;

import io.facecloak.internal.embedding.Embedding;
import io.facecloak.optimize.Anchors;
import java.util.Objects;

/**
 * The loss of Eq. 4, {@code L(e) = D(e, far) − D(e, near)} with the cosine distance {@code D = 1 − ⟨·,·⟩}, to be minimised. For
 * normalised embeddings it is linear, {@code L = ⟨e, near − far⟩}, so its gradient with respect to the embedding is the same
 * everywhere. Immutable and thread-safe.
 */
public final class ContrastiveLoss {

    private final float[] cotangent;

    public ContrastiveLoss(Anchors anchors) {
        Objects.requireNonNull(anchors, "anchors");
        float[] near = anchors.near();
        float[] far = anchors.far();
        cotangent = new float[near.length];
        for (int i = 0; i < near.length; i++) {
            cotangent[i] = near[i] - far[i];
        }
    }

    /**
     * The loss of a normalised embedding, in [-2, 2].
     *
     * @throws IllegalArgumentException if its length is not that of the anchors
     */
    public double of(float[] embedding) {
        return Embedding.similarity(embedding, cotangent);
    }

    /** The gradient with respect to the normalised embedding: near − far. */
    public float[] cotangent() {
        return cotangent.clone();
    }
}
