package io.facecloak.transform;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A random change of a face, such as misalignment, resizing or compression: a distribution over {@link DifferentiableMap}s, for the
 * expectation over transformations (Athalye et al. 2018). Implementations are immutable, thread-safe and say in {@link Object#toString()}
 * what they do.
 */
@FunctionalInterface
public interface RandomTransform {

    /**
     * Draws one map.
     *
     * @param size side S of the pictures in pixels, at least 2
     * @param random the only source of chance
     */
    DifferentiableMap sample(int size, RandomGenerator random);

    /**
     * This transform in the given share of draws, else no change.
     *
     * @throws IllegalArgumentException if the probability is not in [0, 1]
     */
    default RandomTransform withProbability(double probability) {
        return new Sometimes(this, probability);
    }

    /** All of them, in order, each drawn anew. */
    static RandomTransform sequence(List<RandomTransform> transforms) {
        List<RandomTransform> copy = List.copyOf(transforms);
        return (size, random) -> new Chain(
                copy.stream().map(transform -> transform.sample(size, random)).toList());
    }
}
