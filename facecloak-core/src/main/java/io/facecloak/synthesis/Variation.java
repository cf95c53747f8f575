package io.facecloak.synthesis;

import io.facecloak.face.Portrait;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** One way in which two photos of a person differ. Immutable. */
interface Variation {

    /**
     * Draws a change. What it makes of a portrait, which it leaves alone, has the same size, and landmarks where the change took them. Changes
     * are immutable and thread-safe; how often the generator is asked does not depend on any portrait.
     */
    UnaryOperator<Portrait> draw(RandomGenerator random);

    /** This variation in the given share of cases, else the portrait as it is. */
    default Variation withProbability(double probability) {
        return random -> random.nextDouble() < probability ? draw(random) : UnaryOperator.identity();
    }

    /** A number evenly spread over ±{@code reach}; 0 if the reach is. */
    static double symmetric(RandomGenerator random, double reach) {
        return (2 * random.nextDouble() - 1) * reach;
    }
}
