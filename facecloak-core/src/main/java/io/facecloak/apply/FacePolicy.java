package io.facecloak.apply;

/** Which of a photo's faces get the cloak. */
public enum FacePolicy {
    /** The default: those that a recogniser takes for the cloak's person; needs a cloak with templates. */
    MATCH,
    /** The largest one. */
    LARGEST,
    /** Every one. */
    ALL
}
