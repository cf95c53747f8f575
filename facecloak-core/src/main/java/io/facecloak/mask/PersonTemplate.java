package io.facecloak.mask;

import io.facecloak.internal.embedding.Embedding;
import java.util.Arrays;
import java.util.Objects;

/**
 * What recognises the cloak's person in other photos: an embedding of their face in one photo. A
 * cloak has one per recogniser and photo; the one most like a face counts. This is biometric data; a cloak works without it
 * where no matching is asked for. Immutable: the embedding is copied in and out.
 *
 * @param embedderName for people, such as {@code mobileface-v2}
 * @param fingerprint of the embedder ({@code Embedder.fingerprint()}); embeddings compare only between equal fingerprints
 * @param matchThreshold cosine similarity from which a face counts as this person, in [-1, 1]
 * @param embedding L2-normalised
 */
public record PersonTemplate(String embedderName, String fingerprint, double matchThreshold, float[] embedding) {

    public PersonTemplate {
        Objects.requireNonNull(embedderName, "embedderName");
        Objects.requireNonNull(fingerprint, "fingerprint");
        if (!(matchThreshold >= -1 && matchThreshold <= 1)) {
            throw new IllegalArgumentException("matchThreshold must be in [-1, 1], but is " + matchThreshold);
        }
        embedding = embedding.clone();
        if (embedding.length == 0) {
            throw new IllegalArgumentException("embedding must not be empty");
        }
        for (float value : embedding) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("embedding must be finite, but holds " + value);
            }
        }
    }

    @Override
    public float[] embedding() {
        return embedding.clone();
    }

    /**
     * Cosine similarity to a face.
     *
     * @param other an L2-normalised embedding from the embedder with this fingerprint
     * @throws IllegalArgumentException if the lengths differ
     */
    public double similarity(float[] other) {
        if (other.length != embedding.length) {
            throw new IllegalArgumentException("the template of " + embedderName + " has " + embedding.length
                    + " values, but the other embedding " + other.length);
        }
        return Embedding.similarity(embedding, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PersonTemplate that
                && embedderName.equals(that.embedderName)
                && fingerprint.equals(that.fingerprint)
                && Double.compare(matchThreshold, that.matchThreshold) == 0
                && Arrays.equals(embedding, that.embedding);
    }

    @Override
    public int hashCode() {
        return Objects.hash(embedderName, fingerprint, matchThreshold, Arrays.hashCode(embedding));
    }

    /** Without the embedding, which has no place in a log. */
    @Override
    public String toString() {
        return "PersonTemplate[" + embedderName + ", " + embedding.length + " values, threshold " + matchThreshold
                + "]";
    }
}
