package io.facecloak.optimize;

import io.facecloak.transform.AlignmentJitter;
import java.util.Objects;

/**
 * How far a cloak is refined on one photo's own face: the descent of {@link CloakOptimizer} on that face alone, within a budget that is
 * of its own. Not in the paper, which only has the personal cloak. Immutable and thread-safe.
 *
 * @param epsilon ε, in units of [0, 1] pixel values: samples of smooth skin, eyes and lips may move by a fifth of it, those of strong texture by twice as
 *     much, those beside the face not at all, and less in large faces
 * @param steps how many steps are taken, in 1..1000
 * @param step α: length of a step, in the same units as ε
 * @param jitter random misalignment of the face at each step
 */
public record Refinement(float epsilon, int steps, float step, AlignmentJitter jitter) {

    /** Hardly to be told from the original. */
    public static final Refinement FAINT = levels(5);

    /** The default: faint lines on a close look. */
    public static final Refinement BALANCED = levels(5.75f);

    /** Plain to see in a close-up. */
    public static final Refinement STRONG = levels(8);

    /** @param epsilon in levels of 8-bit pixels; every sample can cross it in four steps */
    private static Refinement levels(float epsilon) {
        return new Refinement(epsilon / 255, 25, epsilon / 4 / 255, AlignmentJitter.DEFAULT);
    }

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
        Objects.requireNonNull(jitter, "jitter");
    }
}
