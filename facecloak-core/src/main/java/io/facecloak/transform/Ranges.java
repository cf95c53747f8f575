package io.facecloak.transform;

import java.util.random.RandomGenerator;

/** Checked bounds and uniform draws between them. */
final class Ranges {

    private Ranges() {}

    static void require(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(name + " must be in [" + low + ", " + high + "], but is " + value);
        }
    }

    static double between(double low, double high, RandomGenerator random) {
        return low + (high - low) * random.nextDouble();
    }
}
