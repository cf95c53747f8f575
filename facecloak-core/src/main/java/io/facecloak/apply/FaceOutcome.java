package io.facecloak.apply;

import io.facecloak.face.Face;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What became of one face. Similarities are cosines between this face and the cloak's person, in [-1, 1]: of all templates in the cloak,
 * to the one that comes closest to matching by its recogniser's threshold (which may be another one after cloaking than before).
 *
 * @param similarity before cloaking; present for faces that the policy compared, and for cloaked faces where
 *     {@link ProtectionOptions#measureSimilarity} asked for it
 * @param similarityAfter after cloaking, with the landmarks found before, on the pixels that go to the encoder; present for cloaked faces
 *     where {@link ProtectionOptions#measureSimilarity} asked for it
 */
public record FaceOutcome(Face face, Decision decision, OptionalDouble similarity, OptionalDouble similarityAfter) {

    public FaceOutcome {
        Objects.requireNonNull(face, "face");
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(similarity, "similarity");
        Objects.requireNonNull(similarityAfter, "similarityAfter");
    }

    /** Without similarities. */
    public FaceOutcome(Face face, Decision decision) {
        this(face, decision, OptionalDouble.empty(), OptionalDouble.empty());
    }
}
