package io.facecloak.evaluation;

/** Why a probe stayed as it is. It then counts as unprotected, whatever a recogniser says about it. */
public enum Untouched {
    /** No face was found in it, or not the one that is meant. */
    NO_FACE,
    /** The face was found but not cloaked: it was not taken for the person's, or the policy chose another one. */
    UNMATCHED,
    /** The method made nothing for the person that could protect it. */
    NO_CLOAK
}
