package io.facecloak.transform;

import java.util.random.RandomGenerator;

/** A transform in a share of draws. */
record Sometimes(RandomTransform transform, double probability) implements RandomTransform {

    Sometimes {
        Ranges.require("probability", probability, 0, 1);
    }

    @Override
    public DifferentiableMap sample(int size, RandomGenerator random) {
        return random.nextDouble() < probability ? transform.sample(size, random) : DifferentiableMap.IDENTITY;
    }
}
