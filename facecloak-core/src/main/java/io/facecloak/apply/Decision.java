package io.facecloak.apply;

/** What was done with a face, and why. */
public enum Decision {
    CLOAKED,
    /** No template of the cloak matches it ({@link FacePolicy#MATCH}). */
    OTHER_PERSON,
    /** Another face is larger ({@link FacePolicy#LARGEST}). */
    NOT_LARGEST,
    /** The eyes are less than {@value CloakApplier#MIN_EYE_DISTANCE} pixels apart: too little for a recogniser, and for a cloak. */
    TOO_SMALL
}
