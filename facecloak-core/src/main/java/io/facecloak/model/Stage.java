package io.facecloak.model;

/** The part of the work that a {@link Progress} report speaks of. */
public enum Stage {
    /** Stage 1: synthetic faces of the person. */
    SYNTHESIS,
    /** Stage 2: the cloak is learnt. */
    OPTIMIZATION
}
