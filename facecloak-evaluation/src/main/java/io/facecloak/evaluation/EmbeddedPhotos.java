package io.facecloak.evaluation;

import java.util.List;

/**
 * What a recogniser made of many photos. Immutable and thread-safe.
 *
 * @param embeddings one per photo with a face, in the order of the photos
 * @param leftOut the photos that could not be read or show no face, in order
 */
public record EmbeddedPhotos(List<LabelledEmbedding> embeddings, List<FacePhoto> leftOut) {

    public EmbeddedPhotos {
        embeddings = List.copyOf(embeddings);
        leftOut = List.copyOf(leftOut);
    }

    /** The embeddings without their labels, one after the other, for {@link Identification#evaluate}. */
    public Iterable<float[]> vectors() {
        return () -> embeddings.stream().map(LabelledEmbedding::embedding).iterator();
    }
}
