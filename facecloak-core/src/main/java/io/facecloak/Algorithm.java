package io.facecloak;

/** Which code learns. */
enum Algorithm {
    /** {@link io.facecloak.optimize.CloakOptimizer}. */
    PROJECTED_DESCENT,
    /** {@link io.facecloak.optimize.ReferenceCode}. */
    REFERENCE_CODE
}
