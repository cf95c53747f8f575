package io.facecloak.optimize;

import io.facecloak.focus.LearnableAttention;
import java.util.Objects;
import java.util.Optional;

/**
 * How a cloak is learnt. Immutable and thread-safe; the {@code with...} methods give changed copies.
 *
 * @param iterations passes over the faces, at least 1
 * @param step α of Eq. 9 in units of [0, 1] pixel values; positive, at most 1. The perturbation starts uniform in ± one step
 * @param updateRule how the gradients of several faces become steps
 * @param feedback what the next step starts from
 * @param attention Learnable Attention, or none: all factors stay 1
 * @param jitter random misalignment of every face at every step, or none
 */
public record OptimizerSettings(
        int iterations,
        float step,
        UpdateRule updateRule,
        Feedback feedback,
        Optional<LearnableAttention> attention,
        Optional<AlignmentJitter> jitter) {

    /** The paper's: 10 iterations of 2/255, averaged, with attention, without jitter. */
    public static final OptimizerSettings PAPER = new OptimizerSettings(
            10, 2 / 255f, UpdateRule.AVERAGED, Feedback.RAW, Optional.of(LearnableAttention.PAPER), Optional.empty());

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public OptimizerSettings {
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1, but is " + iterations);
        }
        if (!(step > 0 && step <= 1)) {
            throw new IllegalArgumentException("step must be in (0, 1], but is " + step);
        }
        Objects.requireNonNull(updateRule, "updateRule");
        Objects.requireNonNull(feedback, "feedback");
        Objects.requireNonNull(attention, "attention");
        Objects.requireNonNull(jitter, "jitter");
    }

    public OptimizerSettings withIterations(int newIterations) {
        return new OptimizerSettings(newIterations, step, updateRule, feedback, attention, jitter);
    }

    public OptimizerSettings withStep(float newStep) {
        return new OptimizerSettings(iterations, newStep, updateRule, feedback, attention, jitter);
    }

    public OptimizerSettings withUpdateRule(UpdateRule newUpdateRule) {
        return new OptimizerSettings(iterations, step, newUpdateRule, feedback, attention, jitter);
    }

    public OptimizerSettings withFeedback(Feedback newFeedback) {
        return new OptimizerSettings(iterations, step, updateRule, newFeedback, attention, jitter);
    }

    public OptimizerSettings withAttention(LearnableAttention newAttention) {
        return new OptimizerSettings(iterations, step, updateRule, feedback, Optional.of(newAttention), jitter);
    }

    public OptimizerSettings withoutAttention() {
        return new OptimizerSettings(iterations, step, updateRule, feedback, Optional.empty(), jitter);
    }

    public OptimizerSettings withJitter(AlignmentJitter newJitter) {
        return new OptimizerSettings(iterations, step, updateRule, feedback, attention, Optional.of(newJitter));
    }

    public OptimizerSettings withoutJitter() {
        return new OptimizerSettings(iterations, step, updateRule, feedback, attention, Optional.empty());
    }
}
