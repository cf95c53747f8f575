package io.facecloak.optimize;

import java.util.Objects;

/**
 * How the step size changes over the iterations.
 *
 * @param shape from the full step to the last one
 * @param last the last step of a cycle as a part of the full one, in [0, 1]
 * @param cycles how often the schedule starts again (warm restarts), at least 1
 */
public record StepSchedule(Shape shape, double last, int cycles) {

    /** Course of the step within a cycle. */
    public enum Shape {
        CONSTANT,
        LINEAR,
        COSINE
    }

    /** The full step throughout. */
    public static final StepSchedule CONSTANT = new StepSchedule(Shape.CONSTANT, 1, 1);

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public StepSchedule {
        Objects.requireNonNull(shape, "shape");
        if (!(last >= 0 && last <= 1)) {
            throw new IllegalArgumentException("last must be in [0, 1], but is " + last);
        }
        if (cycles < 1) {
            throw new IllegalArgumentException("cycles must be at least 1, but is " + cycles);
        }
    }

    /** One cosine cycle from the full step to {@code last} of it. */
    public static StepSchedule cosine(double last) {
        return new StepSchedule(Shape.COSINE, last, 1);
    }

    /**
     * The factor on the step size, in [last, 1].
     *
     * @param iteration from 0
     * @param iterations of the whole learning
     */
    public double factor(int iteration, int iterations) {
        if (shape == Shape.CONSTANT) {
            return 1;
        }
        double length = Math.max(1, (double) iterations / cycles);
        double position = iteration % length / Math.max(1, length - 1);
        double share = Math.min(1, position);
        double remaining = shape == Shape.LINEAR ? 1 - share : (1 + Math.cos(Math.PI * share)) / 2;
        return last + (1 - last) * remaining;
    }
}
