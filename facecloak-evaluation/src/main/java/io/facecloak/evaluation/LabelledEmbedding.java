package io.facecloak.evaluation;

import java.util.Objects;

/**
 * What a recogniser made of one photo. Immutable and thread-safe.
 *
 * <p>The same photo has the same {@code identity} and {@code photo} in its clean and its protected form: that is how an evaluation leaves
 * a probe's own original out of its gallery.
 */
public final class LabelledEmbedding {

    private final String identity;
    private final String photo;
    private final float[] embedding;

    /**
     * @param identity whose face it is
     * @param photo names the photo among those of the identity
     * @param embedding an L2-normalised embedding, copied
     * @throws IllegalArgumentException if the embedding is empty or not finite
     */
    public LabelledEmbedding(String identity, String photo, float[] embedding) {
        this.identity = Objects.requireNonNull(identity, "identity");
        this.photo = Objects.requireNonNull(photo, "photo");
        this.embedding = embedding.clone();
        Embeddings.requireUsable(this.embedding, identity + "/" + photo);
    }

    public String identity() {
        return identity;
    }

    public String photo() {
        return photo;
    }

    /** A copy of the embedding. */
    public float[] embedding() {
        return embedding.clone();
    }

    /** Whether both are of the same person but of different photos. */
    boolean isOtherPhotoOfSamePerson(LabelledEmbedding other) {
        return identity.equals(other.identity) && !photo.equals(other.photo);
    }

    /** Cosine similarity. */
    double similarity(LabelledEmbedding other) {
        return Embeddings.similarity(embedding, other.embedding);
    }

    double similarity(float[] other) {
        return Embeddings.similarity(embedding, other);
    }

    @Override
    public String toString() {
        return identity + "/" + photo;
    }
}
