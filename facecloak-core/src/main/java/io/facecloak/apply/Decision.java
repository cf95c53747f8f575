package io.facecloak.apply;

/** What was done with a face, and why. */
public enum Decision {
    CLOAKED,
    /** No template of the cloak matches it ({@link FacePolicy#MATCH}). */
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
