package io.facecloak.apply;

/** Which of a photo's faces get the cloak. */
public enum FacePolicy {
    /** Those that a recogniser takes for the cloak's person; needs a cloak with templates. */
    MATCH,
    /**
     * The default for cloaks with templates, which it needs: those that a recogniser takes for the cloak's person; if there is none, the
     * photo's main face, which is its only one, or has at least twice the area of every other one.
     */
    MATCH_OR_MAIN,
    /** The largest one. */
    LARGEST,
    /** Every one. */
    ALL;

    /** Whether faces are compared with the cloak's person. */
    public boolean matches() {
        return this == MATCH || this == MATCH_OR_MAIN;
    }
}
