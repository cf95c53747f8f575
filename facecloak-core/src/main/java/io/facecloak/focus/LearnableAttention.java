package io.facecloak.focus;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Learnable Attention (paper, section III-C, Eq. 8): one factor per sample that scales the perturbation and is learnt with it,
 * {@code A ← A − η·norm(∂L/∂A)}, where {@code norm(g) = (g − mean(g)) / (deviation(g) + offset)} over all samples with divisor n − 1,
 * and all zeros if the deviation is 0. The factors are not bounded. Immutable and thread-safe.
 *
 * @param initialisation the factors at the start
 * @param learningRate η; positive
 * @param deviationOffset added to the deviation; 0 in the paper, 0.01 in the authors' code; not negative
 */
public record LearnableAttention(Initialisation initialisation, double learningRate, double deviationOffset) {

    /** How the factors start. */
    public enum Initialisation {
        /** Uniform in [0, 1), as the paper's text says. */
        UNIFORM,
        /** All 1, as the authors' code does. */
        ONES
    }

    /** The paper's attention: uniform start, η = 0.1, no offset. */
    public static final LearnableAttention PAPER = new LearnableAttention(Initialisation.UNIFORM, 0.1, 0);

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public LearnableAttention {
        Objects.requireNonNull(initialisation, "initialisation");
        if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("learningRate must be positive, but is " + learningRate);
        }
        if (!(deviationOffset >= 0 && deviationOffset < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("deviationOffset must not be negative, but is " + deviationOffset);
        }
    }

    /**
     * The first factors.
     *
     * @param samples how many
     * @param random asked once per sample for a uniform start, else not at all
     */
    public float[] start(int samples, RandomGenerator random) {
        float[] attention = new float[samples];
        if (initialisation == Initialisation.ONES) {
            Arrays.fill(attention, 1);
            return attention;
        }
        for (int i = 0; i < samples; i++) {
            attention[i] = random.nextFloat();
        }
        return attention;
    }

    /**
     * One step of Eq. 8 in place.
     *
     * @param attention A
     * @param gradient ∂L/∂A, just as long; not changed
     */
    public void descend(float[] attention, float[] gradient) {
        Objects.requireNonNull(attention, "attention");
        Objects.requireNonNull(gradient, "gradient");
        Moments moments = Moments.of(gradient);
        if (moments.deviation() == 0) {
            return;
        }
        double factor = learningRate / (moments.deviation() + deviationOffset);
        for (int i = 0; i < attention.length; i++) {
            attention[i] = (float) (attention[i] - factor * (gradient[i] - moments.mean()));
        }
    }
}
