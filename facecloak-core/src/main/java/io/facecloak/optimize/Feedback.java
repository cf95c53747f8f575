package io.facecloak.optimize;

/** What the next step starts from (Eq. 9 to 11 leave it open). */
public enum Feedback {
    /** From the perturbation and attention as they are; only the faces see the projected product. */
    RAW,
    /** From the projected product, which replaces the perturbation; the factors of the attention compound over the iterations. */
    OVERWRITE
}
