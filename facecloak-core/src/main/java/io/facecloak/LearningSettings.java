package io.facecloak;

import io.facecloak.focus.FocusMask;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.synthesis.SeedVariations;
import io.facecloak.synthesis.SeedVariations.Strength;
import java.util.List;
import java.util.Objects;

/**
 * What a cloak is learnt with. Start from those of a {@link Preset}; the {@code with...} methods give changed copies. Immutable and
 * thread-safe.
 *
 * @param basis name of the preset that these settings come from, which the cloak's file keeps
 * @param epsilon the budget ε of every sample, in [0, 1] pixel units; in (0, 0.5]
 * @param epsilonRaised the budget ε' where a focus mask applies, in the same units; below ε it has no effect
 * @param focusMasks where ε' applies; may be empty
 * @param syntheticFaces N, the number of synthetic faces beside the seeds, in 0..10000
 * @param variations how far {@link SeedVariations} vary the seed, where they make the synthetic faces
 * @param optimizer how the optimisation runs
 * @param excludeOwnIdentity whether the near anchor is taken from strangers only where there is a gallery: the literal reading of Eq. 2,
 *     measured to be weaker
 */
public record LearningSettings(
        String basis,
        float epsilon,
        float epsilonRaised,
        List<FocusMask> focusMasks,
        int syntheticFaces,
        Strength variations,
        OptimizerSettings optimizer,
        boolean excludeOwnIdentity) {

    /** @throws IllegalArgumentException if a value is out of range; the message names it */
    public LearningSettings {
        Objects.requireNonNull(basis, "basis");
        requireBudget("epsilon", epsilon);
        requireBudget("epsilonRaised", epsilonRaised);
        focusMasks = List.copyOf(Objects.requireNonNull(focusMasks, "focusMasks"));
        if (syntheticFaces < 0 || syntheticFaces > 10_000) {
            throw new IllegalArgumentException("syntheticFaces must be in 0..10000, but is " + syntheticFaces);
        }
        Objects.requireNonNull(variations, "variations");
        Objects.requireNonNull(optimizer, "optimizer");
    }

    private static void requireBudget(String name, double value) {
        if (!(value > 0 && value <= 0.5)) {
            throw new IllegalArgumentException(
                    name + " must be in (0, 0.5] (pixel values are in [0, 1]; 8 levels are 8/255.0), but is " + value);
        }
    }

    public LearningSettings withEpsilon(double newEpsilon) {
        return copy((float) newEpsilon, epsilonRaised, focusMasks, optimizer);
    }

    public LearningSettings withEpsilonRaised(double newEpsilonRaised) {
        return copy(epsilon, (float) newEpsilonRaised, focusMasks, optimizer);
    }

    public LearningSettings withFocusMasks(FocusMask... newFocusMasks) {
        Objects.requireNonNull(newFocusMasks, "newFocusMasks");
        return copy(epsilon, epsilonRaised, List.of(newFocusMasks), optimizer);
    }

    /** T, the number of passes over the faces, at least 1. */
    public LearningSettings withIterations(int iterations) {
        return withOptimizer(optimizer.withIterations(iterations));
    }

    /** α of Eq. 9, in [0, 1] pixel units. */
    public LearningSettings withStepSize(double stepSize) {
        requireBudget("stepSize", stepSize);
        return withOptimizer(optimizer.withStep((float) stepSize));
    }

    public LearningSettings withOptimizer(OptimizerSettings newOptimizer) {
        return copy(epsilon, epsilonRaised, focusMasks, newOptimizer);
    }

    private LearningSettings copy(
            float newEpsilon, float newEpsilonRaised, List<FocusMask> newFocusMasks, OptimizerSettings newOptimizer) {
        return new LearningSettings(
                basis,
                newEpsilon,
                newEpsilonRaised,
                newFocusMasks,
                syntheticFaces,
                variations,
                newOptimizer,
                excludeOwnIdentity);
    }

    public LearningSettings withSyntheticFaces(int newSyntheticFaces) {
        return synthesis(newSyntheticFaces, variations, excludeOwnIdentity);
    }

    public LearningSettings withVariations(Strength newVariations) {
        return synthesis(syntheticFaces, newVariations, excludeOwnIdentity);
    }

    public LearningSettings withExcludeOwnIdentity(boolean exclude) {
        return synthesis(syntheticFaces, variations, exclude);
    }

    private LearningSettings synthesis(int newSyntheticFaces, Strength newVariations, boolean exclude) {
        return new LearningSettings(
                basis, epsilon, epsilonRaised, focusMasks, newSyntheticFaces, newVariations, optimizer, exclude);
    }

    /** ε' as it works: at least ε. */
    float effectiveEpsilonRaised() {
        return Math.max(epsilon, epsilonRaised);
    }
}
