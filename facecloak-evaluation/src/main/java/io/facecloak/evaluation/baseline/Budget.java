package io.facecloak.evaluation.baseline;

import io.facecloak.transform.AlignmentJitter;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Bounds of an iterative method in units of [0, 1] pixel values.
 *
 * @param epsilon largest change of a sample, in (0, 127/255]
 * @param step α, positive
 * @param iterations T, at least 1
 * @param jitter how far faces are misaligned at random at every step; empty: not
 */
public record Budget(double epsilon, double step, int iterations, Optional<AlignmentJitter> jitter) {

    /** Without jitter. */
    public Budget(double epsilon, double step, int iterations) {
        this(epsilon, step, iterations, Optional.empty());
    }

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Budget {
        if (!(epsilon > 0 && epsilon <= 127 / 255.0)) {
            throw new IllegalArgumentException("epsilon must be in (0, 127/255], but is " + epsilon);
        }
        if (!(step > 0)) {
            throw new IllegalArgumentException("step must be positive, but is " + step);
        }
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1, but is " + iterations);
        }
        Objects.requireNonNull(jitter, "jitter");
    }

    /** The same with other steps. */
    Budget withSteps(double newStep, int newIterations) {
        return new Budget(epsilon, newStep, newIterations, jitter);
    }

    /** A uniform start in ± a part of ε; the gradient of a face's similarity to itself is zero without one. */
    float[] randomStart(int samples, double part, RandomGenerator random) {
        float[] delta = new float[samples];
        for (int i = 0; i < samples; i++) {
            delta[i] = (float) (part * epsilon * (2 * random.nextDouble() - 1));
        }
        return delta;
    }

    /** {@code δ ← clip(δ − step·sign(gradient))} to ± ε, in place. */
    void descend(float[] delta, float[] gradient, double size) {
        for (int i = 0; i < delta.length; i++) {
            double moved = delta[i] - size * Math.signum(gradient[i]);
            delta[i] = (float) Math.max(-epsilon, Math.min(epsilon, moved));
        }
    }
}
