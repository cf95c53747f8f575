package io.facecloak.optimize;

import io.facecloak.face.AlignedFace;
import io.facecloak.focus.BudgetMap;
import io.facecloak.transform.LinearMap;
import io.facecloak.transform.RandomBlur;
import java.util.Optional;

/** Brings a perturbation to what may be seen: the budget (Eq. 10, 11), then what {@link Visibility} asks for. */
final class Projection {

    /** Least gain of similarity that is worth another look. */
    private static final double TOLERANCE = 1e-3;

    private static final int ROUNDS = 8;

    private final Visibility visibility;
    private final BudgetMap budget;
    private final Optional<LinearMap> blur;
    private final Optional<SimilarityMeasure> similarity;

    Projection(Visibility visibility, BudgetMap budget, Optional<SimilarityMeasure> similarity) {
        this.visibility = visibility;
        this.budget = budget;
        this.similarity = similarity;
        this.blur = visibility.smoothing() > 0
                ? Optional.of(RandomBlur.gaussian(budget.size(), visibility.smoothing()))
                : Optional.empty();
    }

    int size() {
        return budget.size();
    }

    float budget(int sample) {
        return budget.at(sample);
    }

    /** Clips to the budget, in place. */
    void clip(float[] perturbation) {
        budget.project(perturbation);
    }

    /** The visible form of a perturbation within the budget, within the budget too. May be the argument itself. */
    float[] shape(float[] clipped) {
        float[] result = clipped;
        if (blur.isPresent()) {
            result = blur.get().apply(result);
        }
        if (visibility.chroma() < 1) {
            result = withLessChroma(result);
        }
        if (result != clipped) {
            budget.project(result);
        }
        return result;
    }

    /**
     * The factor in (0, 1] that brings a perturbation to the least similarity that is allowed.
     *
     * @param guess where to look first, such as the factor of the last step: every look filters the faces anew
     */
    float restraint(float[] perturbation, float guess) {
        if (visibility.minSimilarity().isEmpty()) {
            return 1;
        }
        double least = visibility.minSimilarity().getAsDouble();
        double factor = guess;
        for (int round = 0; round < ROUNDS; round++) {
            double reached = similarity.orElseThrow().of(scaled(perturbation, (float) factor));
            if (reached >= least - (factor < 1 ? TOLERANCE / 10 : 0) && (factor == 1 || reached <= least + TOLERANCE)) {
                break;
            }
            // What is lost grows about quadratically with the amplitude.
            factor = Math.min(1, factor * Math.sqrt((1 - least) / (1 - reached)));
        }
        return (float) factor;
    }

    /** The gradient with respect to what {@link #shape} is given, the clips not differentiated. */
    float[] pullback(float[] gradient) {
        float[] result = visibility.chroma() < 1 ? withLessChroma(gradient) : gradient;
        return blur.isPresent() ? blur.get().adjoint(result) : result;
    }

    static float[] scaled(float[] values, float factor) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = factor * values[i];
        }
        return result;
    }

    /** Scales each sample's difference from the pixel's mean: a symmetric map, so it is its own adjoint. */
    private float[] withLessChroma(float[] values) {
        int plane = values.length / AlignedFace.CHANNELS;
        float keep = (float) visibility.chroma();
        float[] result = new float[values.length];
        for (int i = 0; i < plane; i++) {
            float mean = (values[i] + values[plane + i] + values[2 * plane + i]) / 3;
            for (int c = 0; c < AlignedFace.CHANNELS; c++) {
                result[c * plane + i] = mean + keep * (values[c * plane + i] - mean);
            }
        }
        return result;
    }
}
