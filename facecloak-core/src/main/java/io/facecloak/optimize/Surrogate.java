package io.facecloak.optimize;

import io.facecloak.model.Embedder;
import java.util.Objects;

/**
 * A recogniser that the cloak is learnt on.
 *
 * @param embedder gives embeddings and gradients; whoever opened it closes it
 * @param anchors embeddings of this embedder
 */
public record Surrogate(Embedder embedder, Anchors anchors) {

    /**
     * @throws IllegalArgumentException if the anchors are not of the embedder's dimension
     */
    public Surrogate {
        Objects.requireNonNull(embedder, "embedder");
        Objects.requireNonNull(anchors, "anchors");
        if (anchors.near().length != embedder.dimension()) {
            throw new IllegalArgumentException("anchors must hold " + embedder.dimension() + " values for "
                    + embedder.name() + ", but hold " + anchors.near().length);
        }
    }
}
