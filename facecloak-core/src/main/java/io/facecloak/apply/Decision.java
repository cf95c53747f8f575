package io.facecloak.apply;

import io.facecloak.internal.apply.CloakApplier;

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
