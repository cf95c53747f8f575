package io.facecloak.apply;

import io.facecloak.image.Face;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What became of one face.
 *
 * @param similarity cosine similarity to the cloak's person before cloaking, where it was asked for ({@link FacePolicy#MATCH}): to the
 *     template that comes closest to matching
 */
public record FaceOutcome(Face face, Decision decision, OptionalDouble similarity) {

    public FaceOutcome {
        Objects.requireNonNull(face, "face");
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(similarity, "similarity");
    }
}
