package io.facecloak.optimize;

/**
 * How far a cloak is refined on one photo's own face: the descent of {@link CloakOptimizer} on that face alone, within a budget that is
 * even over the face. Not in the paper, which only has the personal cloak. Immutable and thread-safe.
 *
 * @param epsilon ε: how far a sample of the face may move, in units of [0, 1] pixel values
 * @param steps how many steps are taken, in 1..1000
 * @param step α: length of a step, in the same units as ε
 * @param momentum how much of the last direction is kept from step to step (Dong et al. 2018, MI-FGSM), in [0, 1)
 * @param jitter random misalignment of the face at each step
 */
public record Refinement(float epsilon, int steps, float step, double momentum, AlignmentJitter jitter) {

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Refinement {
        if (!(epsilon > 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("epsilon must be in (0, 1], but is " + epsilon);
        }
        if (steps < 1 || steps > 1000) {
            throw new IllegalArgumentException("steps must be in 1..1000, but is " + steps);
        }
        if (!(step > 0 && step <= 1)) {
            throw new IllegalArgumentException("step must be in (0, 1], but is " + step);
        }
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum must be in [0, 1), but is " + momentum);
        }
        java.util.Objects.requireNonNull(jitter, "jitter");
    }
}
