package io.facecloak.benchmarks.ablation;

import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import java.util.List;
import java.util.Objects;

/**
 * All that a grid can vary about a cloak. Immutable and thread-safe; the component names are the keys in a grid's file.
 *
 * @param epsilon ε in levels of 8-bit pixels, in (0, 127]
 * @param epsilonRaised ε' in the same unit, where a focus mask applies; below ε it has no effect
 * @param step α in the same unit
 * @param iterations T, at least 1
 * @param images N, at least 1: synthetic faces of the first seed, or real seeds
 * @param focus any of the letters R (Region-Stickers), A (Learnable Attention) and H (High-Pass Mask); may be empty
 * @param source where the images come from
 * @param surrogates names of recognisers; empty for all of the models
 * @param updateRule averaged or sequential
 * @param jitter whether faces are misaligned at random inside the loop
 * @param imageSpecific whether every photo gets a cloak of its own, learnt from itself (paper, Table III)
 * @param randomSeed of every random draw
 */
public record CloakSettings(
        double epsilon,
        double epsilonRaised,
        double step,
        int iterations,
        int images,
        String focus,
        ImageSource source,
        List<String> surrogates,
        UpdateRule updateRule,
        boolean jitter,
        boolean imageSpecific,
        long randomSeed) {

    /** Where the images come from that a cloak is learnt on. */
    public enum ImageSource {
        /** The first seed and synthetic faces of it. */
        SYNTHETIC,
        /** As many seeds as there are images, and nothing else. */
        REAL
    }

    /** The paper's: ε = 8, ε' = 16, ten averaged steps of 2, eight synthetic faces, all masks, no jitter. */
    public static final CloakSettings PAPER = new CloakSettings(
            8, 16, 2, 10, 8, "RAH", ImageSource.SYNTHETIC, List.of(), UpdateRule.AVERAGED, false, false, 0);

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public CloakSettings {
        requireLevels("epsilon", epsilon);
        requireLevels("epsilonRaised", epsilonRaised);
        requireLevels("step", step);
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1, but is " + iterations);
        }
        if (images < 1) {
            throw new IllegalArgumentException("images must be at least 1, but is " + images);
        }
        if (!focus.matches("R?A?H?")) {
            throw new IllegalArgumentException(
                    "focus must be some of the letters R, A and H in this order, but is " + focus);
        }
        Objects.requireNonNull(source, "source");
        surrogates = List.copyOf(surrogates);
        Objects.requireNonNull(updateRule, "updateRule");
    }

    private static void requireLevels(String name, double value) {
        if (!(value > 0 && value <= 127)) {
            throw new IllegalArgumentException(name + " must be in (0, 127] levels of 8-bit pixels, but is " + value);
        }
    }
}
