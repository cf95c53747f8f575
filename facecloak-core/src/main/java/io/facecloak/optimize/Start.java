package io.facecloak.optimize;

/** Where the perturbation starts. */
public enum Start {
    /** Uniform in ± one step. */
    STEP,
    /** At zero. */
    ZERO,
    /** Uniform in ± the budget of each sample. */
    BUDGET
}
