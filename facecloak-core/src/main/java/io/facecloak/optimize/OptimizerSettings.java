package io.facecloak.optimize;

import io.facecloak.focus.LearnableAttention;
import io.facecloak.transform.AlignmentJitter;
import io.facecloak.transform.RandomTransform;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a cloak is learnt. Immutable and thread-safe; the {@code with...} methods give changed copies. What the transforms draw depends on the
 * random seed, the iteration and the face alone, so that runs with other options meet the same draws.
 *
 * @param iterations passes over the faces, at least 1
 * @param step α of Eq. 9 in units of [0, 1] pixel values; positive, at most 1
 * @param updateRule how the gradients of several faces become steps
 * @param feedback what the next step starts from
 * @param attention Learnable Attention, or none: all factors stay 1
 * @param transforms random changes of every face that is shown, in this order, drawn anew each time; none: the faces as they are
 * @param facesPerStep how many faces, drawn without repetition, an iteration shows; 0 for all
 */
public record OptimizerSettings(
        int iterations,
        float step,
        UpdateRule updateRule,
        Feedback feedback,
        Optional<LearnableAttention> attention,
        List<RandomTransform> transforms,
        int facesPerStep) {

    /** The paper's: 10 iterations of 2/255, averaged, with attention, on all faces as they are. */
    public static final OptimizerSettings PAPER = new OptimizerSettings(
            10, 2 / 255f, UpdateRule.AVERAGED, Feedback.RAW, Optional.of(LearnableAttention.PAPER), List.of(), 0);

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
        transforms = List.copyOf(Objects.requireNonNull(transforms, "transforms"));
        if (facesPerStep < 0) {
            throw new IllegalArgumentException("facesPerStep must not be negative, but is " + facesPerStep);
        }
    }

    public OptimizerSettings withIterations(int newIterations) {
        return new OptimizerSettings(newIterations, step, updateRule, feedback, attention, transforms, facesPerStep);
    }

    public OptimizerSettings withStep(float newStep) {
        return new OptimizerSettings(iterations, newStep, updateRule, feedback, attention, transforms, facesPerStep);
    }

    public OptimizerSettings withUpdateRule(UpdateRule newUpdateRule) {
        return new OptimizerSettings(iterations, step, newUpdateRule, feedback, attention, transforms, facesPerStep);
    }

    public OptimizerSettings withFeedback(Feedback newFeedback) {
        return new OptimizerSettings(iterations, step, updateRule, newFeedback, attention, transforms, facesPerStep);
    }

    public OptimizerSettings withAttention(LearnableAttention newAttention) {
        Objects.requireNonNull(newAttention, "newAttention");
        return withAttention(Optional.of(newAttention));
    }

    public OptimizerSettings withoutAttention() {
        return withAttention(Optional.empty());
    }

    private OptimizerSettings withAttention(Optional<LearnableAttention> newAttention) {
        return new OptimizerSettings(iterations, step, updateRule, feedback, newAttention, transforms, facesPerStep);
    }

    public OptimizerSettings withTransforms(RandomTransform... newTransforms) {
        Objects.requireNonNull(newTransforms, "newTransforms");
        return withTransforms(List.of(newTransforms));
    }

    /** This misalignment instead of any other, before the other transforms: it happens when the face is found. */
    public OptimizerSettings withJitter(AlignmentJitter jitter) {
        List<RandomTransform> changed = new ArrayList<>(transforms);
        changed.removeIf(AlignmentJitter.class::isInstance);
        changed.add(0, Objects.requireNonNull(jitter, "jitter"));
        return withTransforms(changed);
    }

    private OptimizerSettings withTransforms(List<RandomTransform> newTransforms) {
        return new OptimizerSettings(iterations, step, updateRule, feedback, attention, newTransforms, facesPerStep);
    }

    public OptimizerSettings withFacesPerStep(int newFacesPerStep) {
        return new OptimizerSettings(iterations, step, updateRule, feedback, attention, transforms, newFacesPerStep);
    }

    /** Whether learning draws more than its start. */
    boolean drawsAtRandom() {
        return !transforms.isEmpty() || facesPerStep > 0;
    }

    /** How the gradients of several faces become steps. */
    public enum UpdateRule {
        /** One step per iteration, along the mean gradient of all faces. */
        AVERAGED,
        /** A full step after every face, in the order of the list, as in the authors' code. */
        SEQUENTIAL
    }

    /** What the next step starts from (Eq. 9 to 11 leave it open). */
    public enum Feedback {
        /** From the perturbation and attention as they are; only the faces see the projected product. */
        RAW,
        /** From the projected product, which replaces the perturbation; the factors of the attention compound over the iterations. */
        OVERWRITE
    }
}
