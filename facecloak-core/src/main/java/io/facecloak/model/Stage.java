package io.facecloak.model;

/** The part of the work that a {@link Progress} report speaks of. */
public enum Stage {
    /** Stage 1: synthetic faces of the person. */
    SYNTHESIS,
    /** Within {@link #SYNTHESIS}, where a diffusion model makes the faces: its denoising steps, anew for every call of the generator. */
    DENOISING,
    /** Stage 2: the cloak is learnt. */
    OPTIMIZATION
}
