package io.facecloak.transform;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A random change of a face, such as misalignment: a distribution over {@link LinearMap}s, for the expectation over transformations
 * (Athalye et al. 2018). Implementations are immutable, thread-safe and say in {@link Object#toString()} what they do.
 */
@FunctionalInterface
public interface RandomTransform {

    /**
     * Draws one map.
     *
     * @param size side S of the pictures in pixels, at least 2
     * @param random the only source of chance
     */
    LinearMap sample(int size, RandomGenerator random);

    /** All of them, in order, each drawn anew. */
    static RandomTransform sequence(List<RandomTransform> transforms) {
        List<RandomTransform> copy = List.copyOf(transforms);
        return (size, random) -> new Chain(
                copy.stream().map(transform -> transform.sample(size, random)).toList());
    }
}
