package io.facecloak.apply;

import io.facecloak.face.Face;
import io.facecloak.internal.apply.CloakApplier;
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

    /** What was done with a face, and why. */
    public enum Decision {
        CLOAKED,
        /**
         * Perhaps the person: it comes close to a template of the cloak, but does not match it, and no other face of the photo was recognised as
         * the person. A user who knows better can add it with {@code FaceCloak.withConfirmed}.
         */
        PERHAPS_PERSON,
        /** No template of the cloak comes close to it ({@link FacePolicy#MATCH}, {@link FacePolicy#MATCH_OR_MAIN}). */
        OTHER_PERSON,
        /** Another face is larger ({@link FacePolicy#LARGEST}). */
        NOT_LARGEST,
        /**
         * It is smaller than a frontal face whose eyes are {@value CloakApplier#MIN_EYE_DISTANCE} pixels apart: too little for a recogniser,
         * and for a cloak.
         */
        TOO_SMALL,
        /** No pixel of it lies in the photo. */
        OUTSIDE,
        /** The photo shows {@link ProtectionOptions#maxFaces} larger ones; it was not looked at. */
        TOO_MANY
    }
}
