package io.facecloak.focus;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How far a cloak may move each sample (paper, Eq. 5, 7 and 11): ε' where at least one mask raises the budget, ε elsewhere. In units of
 * [0, 1] pixel values and the layout of {@link AlignedFace}. Immutable and thread-safe.
 */
public final class BudgetMap {

    private final int size;
    private final float[] values;

    private BudgetMap(int size, float[] values) {
        this.size = size;
        this.values = values;
    }

    /**
     * @param seed the seed face in aligned space
     * @param alignedLandmarks its landmarks in aligned space
     * @param epsilon ε, in [0, 1]
     * @param epsilonRaised ε', in [ε, 1]
     * @param masks where ε' applies; may be empty
     * @throws IllegalArgumentException if a budget is out of range, or a mask does not fit the face
     */
    public static BudgetMap of(
            AlignedFace seed, Landmarks alignedLandmarks, float epsilon, float epsilonRaised, List<FocusMask> masks) {
        Objects.requireNonNull(alignedLandmarks, "alignedLandmarks");
        if (!(epsilon >= 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("epsilon must be in [0, 1], but is " + epsilon);
        }
        if (!(epsilonRaised >= epsilon && epsilonRaised <= 1)) {
            throw new IllegalArgumentException(
                    "epsilonRaised must be in [epsilon, 1] = [" + epsilon + ", 1], but is " + epsilonRaised);
        }
        int size = seed.size();
        float[] values = new float[AlignedFace.CHANNELS * size * size];
        Arrays.fill(values, epsilon);
        for (FocusMask mask : masks) {
            boolean[] raised = mask.raised(seed, alignedLandmarks);
            if (raised.length != values.length) {
                throw new IllegalArgumentException("focus mask " + mask.name() + " gave " + raised.length
                        + " samples for a face of " + values.length);
            }
            for (int i = 0; i < values.length; i++) {
                if (raised[i]) {
                    values[i] = epsilonRaised;
                }
            }
        }
        return new BudgetMap(size, values);
    }

    /** Side of the faces it belongs to, in pixels. */
    public int size() {
        return size;
    }

    /** The budget of sample {@code index}. */
    public float at(int index) {
        return values[index];
    }

    /** A copy of the budgets. */
    public float[] values() {
        return values.clone();
    }

    /**
     * Clips every value of a perturbation to ± its budget, in place.
     *
     * @throws IllegalArgumentException if the length differs
     */
    public void project(float[] perturbation) {
        if (perturbation.length != values.length) {
            throw new IllegalArgumentException(
                    "perturbation must hold " + values.length + " values, but holds " + perturbation.length);
        }
        for (int i = 0; i < values.length; i++) {
            perturbation[i] = Math.max(-values[i], Math.min(values[i], perturbation[i]));
        }
    }
}
