package io.facecloak.optimize;

import io.facecloak.transform.LinearMap;
import io.facecloak.transform.RandomBlur;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Turns gradients into the direction of a step, and remembers what {@link Conditioning} needs from step to step. */
final class Direction {

    private final Conditioning conditioning;
    private final Projection projection;
    private final Optional<LinearMap> kernel;
    private final Optional<float[]> tolerance;
    private float[] momentum;
    private float[] variance;

    /** @param tolerance weights of {@link StepRule#MASKED}, present where that is the rule */
    Direction(Conditioning conditioning, Projection projection, Optional<float[]> tolerance) {
        this.conditioning = conditioning;
        this.projection = projection;
        this.tolerance = tolerance;
        this.kernel = conditioning.kernelSigma() > 0
                ? Optional.of(RandomBlur.gaussian(projection.size(), conditioning.kernelSigma()))
                : Optional.empty();
    }

    /** Where the next gradient is to be taken. */
    float[] evaluationPoint(Perturbation perturbation, float step) {
        if (momentum == null || !conditioning.momentum().orElseThrow().nesterov()) {
            return perturbation.effective();
        }
        double decay = conditioning.momentum().orElseThrow().decay();
        return perturbation.lookAhead(momentum, (float) (step * decay));
    }

    /**
     * The direction of the next step.
     *
     * @param gradient at {@code point}
     * @param gradientAt evaluates neighbours of the point
     * @param random draws the neighbours
     */
    float[] of(float[] gradient, float[] point, Function<float[], float[]> gradientAt, RandomGenerator random) {
        float[] result = gradient;
        if (conditioning.varianceTuning().isPresent()) {
            result = variance == null ? gradient : sum(gradient, variance);
            variance = varianceNear(point, gradient, gradientAt, random);
        }
        if (kernel.isPresent()) {
            result = kernel.get().apply(result);
        }
        if (conditioning.momentum().isPresent()) {
            float[] normalised = Magnitude.normalised(result);
            float decay = (float) conditioning.momentum().get().decay();
            momentum = momentum == null ? normalised : sum(normalised, Projection.scaled(momentum, decay));
            result = momentum;
        }
        return switch (conditioning.stepRule()) {
            case SIGN -> result;
            case SCALED -> Magnitude.normalised(result);
            case MASKED -> Magnitude.normalised(Vectors.product(result, tolerance.orElseThrow()));
        };
    }

    private float[] varianceNear(
            float[] point, float[] gradient, Function<float[], float[]> gradientAt, RandomGenerator random) {
        VarianceTuning tuning = conditioning.varianceTuning().orElseThrow();
        float[] mean = new float[point.length];
        for (int s = 0; s < tuning.samples(); s++) {
            float[] neighbour = point.clone();
            for (int i = 0; i < neighbour.length; i++) {
                double reach = tuning.radius() * projection.budget(i);
                neighbour[i] += (float) (reach * (2 * random.nextDouble() - 1));
            }
            float[] there = gradientAt.apply(neighbour);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += there[i] / tuning.samples();
            }
        }
        return sum(mean, Projection.scaled(gradient, -1));
    }

    private static float[] sum(float[] a, float[] b) {
        float[] result = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = a[i] + b[i];
        }
        return result;
    }
}
