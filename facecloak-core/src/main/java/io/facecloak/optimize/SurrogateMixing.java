package io.facecloak.optimize;

/** How the gradients of several surrogates are joined. */
public enum SurrogateMixing {
    /** The gradient of the mean loss, as in the paper. */
    MEAN_LOSS,
    /** Each surrogate's gradient is brought to mean magnitude 1 first, so that none drowns the others. */
    NORMALISED,
    /** One surrogate per step, drawn at random: cheaper steps. */
    RANDOM
}
