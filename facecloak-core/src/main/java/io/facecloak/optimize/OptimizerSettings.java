package io.facecloak.optimize;

import io.facecloak.focus.LearnableAttention;
import java.util.Objects;
import java.util.Optional;

/**
 * How a cloak is learnt. Immutable and thread-safe; the {@code with...} methods give changed copies.
 *
 * @param iterations passes over the faces, at least 1
 * @param step α of Eq. 9 in units of [0, 1] pixel values; positive, at most 1
 * @param updateRule how the gradients of several faces become steps
 * @param feedback what the next step starts from
 * @param attention Learnable Attention, or none: all factors stay 1
 * @param expectation what the gradient of a step is the mean of
 * @param conditioning what is done to the gradient
 * @param schedule how the step size changes
 * @param start where the perturbation starts
 * @param visibility what keeps the perturbation faint beside its budget
 * @param holdOut draws that choose the result, or none: the last perturbation is the result
 */
public record OptimizerSettings(
        int iterations,
        float step,
        UpdateRule updateRule,
        Feedback feedback,
        Optional<LearnableAttention> attention,
        Expectation expectation,
        Conditioning conditioning,
        StepSchedule schedule,
        Start start,
        Visibility visibility,
        Optional<HoldOut> holdOut) {

    /** The paper's: 10 iterations of 2/255, averaged, with attention; no option beyond. */
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
        Objects.requireNonNull(expectation, "expectation");
        Objects.requireNonNull(conditioning, "conditioning");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(visibility, "visibility");
        Objects.requireNonNull(holdOut, "holdOut");
    }

    /** The options of the paper's text, with jitter or without; everything beyond is off. */
    public OptimizerSettings(
            int iterations,
            float step,
            UpdateRule updateRule,
            Feedback feedback,
            Optional<LearnableAttention> attention,
            Optional<AlignmentJitter> jitter) {
        this(
                iterations,
                step,
                updateRule,
                feedback,
                attention,
                jitter.map(Expectation.NONE::withJitter).orElse(Expectation.NONE),
                Conditioning.NONE,
                StepSchedule.CONSTANT,
                Start.STEP,
                Visibility.BUDGET,
                Optional.empty());
    }

    /** Whether any option is set that the paper does not know: all but iterations, step, update rule, feedback and attention. */
    public boolean goesBeyondThePaper() {
        return !copy(
                        PAPER.expectation,
                        PAPER.conditioning,
                        PAPER.schedule,
                        PAPER.start,
                        PAPER.visibility,
                        PAPER.holdOut)
                .equals(this);
    }

    /** Whether learning draws more than its start. */
    boolean drawsAtRandom() {
        return !expectation.transforms().isEmpty()
                || expectation.facesPerStep() > 0
                || conditioning.mixing() == SurrogateMixing.RANDOM
                || conditioning.varianceTuning().isPresent();
    }

    public OptimizerSettings withIterations(int newIterations) {
        return copy(newIterations, step, updateRule, feedback, attention);
    }

    public OptimizerSettings withStep(float newStep) {
        return copy(iterations, newStep, updateRule, feedback, attention);
    }

    public OptimizerSettings withUpdateRule(UpdateRule newUpdateRule) {
        return copy(iterations, step, newUpdateRule, feedback, attention);
    }

    public OptimizerSettings withFeedback(Feedback newFeedback) {
        return copy(iterations, step, updateRule, newFeedback, attention);
    }

    public OptimizerSettings withAttention(LearnableAttention newAttention) {
        return copy(iterations, step, updateRule, feedback, Optional.of(newAttention));
    }

    public OptimizerSettings withoutAttention() {
        return copy(iterations, step, updateRule, feedback, Optional.empty());
    }

    /** Random misalignment: in the place of the one among the transforms, else after all of them. */
    public OptimizerSettings withJitter(AlignmentJitter newJitter) {
        return withExpectation(expectation.withJitter(newJitter));
    }

    public OptimizerSettings withoutJitter() {
        return withExpectation(expectation.withoutJitter());
    }

    public OptimizerSettings withExpectation(Expectation newExpectation) {
        return copy(newExpectation, conditioning, schedule, start, visibility, holdOut);
    }

    public OptimizerSettings withConditioning(Conditioning newConditioning) {
        return copy(expectation, newConditioning, schedule, start, visibility, holdOut);
    }

    public OptimizerSettings withSchedule(StepSchedule newSchedule) {
        return copy(expectation, conditioning, newSchedule, start, visibility, holdOut);
    }

    public OptimizerSettings withStart(Start newStart) {
        return copy(expectation, conditioning, schedule, newStart, visibility, holdOut);
    }

    public OptimizerSettings withVisibility(Visibility newVisibility) {
        return copy(expectation, conditioning, schedule, start, newVisibility, holdOut);
    }

    public OptimizerSettings withHoldOut(HoldOut newHoldOut) {
        return copy(expectation, conditioning, schedule, start, visibility, Optional.of(newHoldOut));
    }

    private OptimizerSettings copy(
            int newIterations,
            float newStep,
            UpdateRule newUpdateRule,
            Feedback newFeedback,
            Optional<LearnableAttention> newAttention) {
        return new OptimizerSettings(
                newIterations,
                newStep,
                newUpdateRule,
                newFeedback,
                newAttention,
                expectation,
                conditioning,
                schedule,
                start,
                visibility,
                holdOut);
    }

    private OptimizerSettings copy(
            Expectation newExpectation,
            Conditioning newConditioning,
            StepSchedule newSchedule,
            Start newStart,
            Visibility newVisibility,
            Optional<HoldOut> newHoldOut) {
        return new OptimizerSettings(
                iterations,
                step,
                updateRule,
                feedback,
                attention,
                newExpectation,
                newConditioning,
                newSchedule,
                newStart,
                newVisibility,
                newHoldOut);
    }
}
