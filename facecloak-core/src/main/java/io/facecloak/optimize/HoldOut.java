package io.facecloak.optimize;

import java.util.OptionalDouble;

/**
 * Draws of the transforms that no gradient is taken on: the perturbation with the least loss on them is kept, whenever it was met.
 *
 * @param draws how many per face, in 1..64; always the same ones
 * @param every how many iterations lie between two looks, at least 1; the last iteration is always looked at
 * @param margin if present, learning ends as soon as every draw of every face is protected by it: its similarity to the near anchor is
 *     below the {@linkplain io.facecloak.model.Embedder#matchThreshold() match threshold} minus this margin, under every surrogate
 */
public record HoldOut(int draws, int every, OptionalDouble margin) {

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public HoldOut {
        if (draws < 1 || draws > 64) {
            throw new IllegalArgumentException("draws must be in 1..64, but is " + draws);
        }
        if (every < 1) {
            throw new IllegalArgumentException("every must be at least 1, but is " + every);
        }
        if (margin.isPresent() && !(margin.getAsDouble() >= -2 && margin.getAsDouble() <= 2)) {
            throw new IllegalArgumentException("margin must be in [-2, 2], but is " + margin.getAsDouble());
        }
    }
}
