package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * After Adv-Hat (Komkov and Petiushko, ICPR 2020), image-specific: a sticker on the forehead, nowhere else. The loss is the likeness to oneself plus λ times the sticker's total variation; signed steps with momentum. The
 * original bends a printed sticker onto a hat; here it lies flat.
 *
 * @param budget bounds of the change in the sticker; the original has none, so that with the others' budget it is weaker than it was meant to be
 * @param totalVariation λ; 1e-4 in the original
 */
public record HatPatch(Budget budget, double totalVariation) implements Baseline {

    private static final double MOMENTUM = 0.9;
    private static final double START = 0.1;

    /** Rows and columns of the forehead as parts of the side. */
    private static final double BOTTOM = 32 / 112.0;

    private static final double MARGIN = 16 / 112.0;

    @Override
    public String name() {
        return "Adv-Hat";
    }

    @Override
    public boolean isImageSpecific() {
        return true;
    }

    @Override
    public float[] perturbation(List<AlignedFace> faces, List<Embedder> surrogates, RandomGenerator random) {
        AlignedFace face = faces.get(0);
        List<float[]> own = new ArrayList<>();
        surrogates.forEach(surrogate -> own.add(surrogate.embed(face)));
        float[] delta = onlyPatch(budget.randomStart(face.toArray().length, START, random), face.size());
        float[] velocity = new float[delta.length];
        for (int t = 0; t < budget.iterations(); t++) {
            AlignedFace shown = face.plus(delta);
            float[] gradient = totalVariationGradient(shown);
            Views views = Views.of(List.of(shown), budget, random);
            for (int s = 0; s < surrogates.size(); s++) {
                float[] cotangent = own.get(s);
                PixelGradients.addScaled(
                        gradient,
                        views.meanGradient(surrogates.get(s), (k, embedding) -> cotangent),
                        1.0 / surrogates.size());
            }
            for (int i = 0; i < velocity.length; i++) {
                velocity[i] = (float) (MOMENTUM * velocity[i] + (1 - MOMENTUM) * gradient[i]);
            }
            budget.descend(delta, onlyPatch(velocity, face.size()), budget.step());
        }
        return delta;
    }

    /** Whether a sample lies in the sticker. */
    static boolean isPatch(int sample, int size) {
        int x = sample % size;
        int y = sample / size % size;
        return y < BOTTOM * size && x >= MARGIN * size && x < size - MARGIN * size;
    }

    private static float[] onlyPatch(float[] values, int size) {
        for (int i = 0; i < values.length; i++) {
            values[i] = isPatch(i, size) ? values[i] : 0;
        }
        return values;
    }

    /** The gradient of λ·Σ √((right − here)² + (below − here)²). */
    private float[] totalVariationGradient(AlignedFace shown) {
        int size = shown.size();
        float[] values = shown.toArray();
        float[] gradient = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            boolean hasRight = i % size < size - 1;
            boolean hasBelow = i / size % size < size - 1;
            double right = hasRight ? values[i + 1] - values[i] : 0;
            double below = hasBelow ? values[i + size] - values[i] : 0;
            double length = Math.sqrt(right * right + below * below);
            if (length < 1e-6) {
                continue;
            }
            gradient[i] -= (float) (totalVariation * (right + below) / length);
            if (hasRight) {
                gradient[i + 1] += (float) (totalVariation * right / length);
            }
            if (hasBelow) {
                gradient[i + size] += (float) (totalVariation * below / length);
            }
        }
        return gradient;
    }
}
