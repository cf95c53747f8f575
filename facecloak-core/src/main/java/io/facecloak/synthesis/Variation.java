package io.facecloak.synthesis;

import io.facecloak.image.Portrait;
import java.util.random.RandomGenerator;

/** One way in which two photos of a person differ. Implementations are immutable; the portrait given is not changed. */
interface Variation {

    /** A portrait of the same size whose landmarks lie where the variation took them. */
    Portrait vary(Portrait portrait, RandomGenerator random);

    /** This variation in the given share of cases, else the portrait as it is. */
    default Variation withProbability(double probability) {
        return (portrait, random) -> random.nextDouble() < probability ? vary(portrait, random) : portrait;
    }

    /** A number evenly spread over ±{@code reach}; 0 if the reach is. */
    static double symmetric(RandomGenerator random, double reach) {
        return (2 * random.nextDouble() - 1) * reach;
    }
}
