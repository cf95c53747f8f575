package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * TIP-IM (Yang et al., ICCV 2021), image-specific: at every step the target among several that promises most is chosen greedily, and the
 * face moves towards it and away from itself, D(x', target) − D(x', x) with cosine distances, with momentum and a term that keeps the
 * picture natural: γ·MMD² between protected and original picture, with the kernel exp(−‖a − b‖² / (2 n h²)) of n samples.
 *
 * @param budget bounds
 * @param targets faces of other people, at least one
 * @param gamma γ; 0 leaves naturalness to the budget
 */
public record TipIm(Budget budget, List<AlignedFace> targets, double gamma) implements Baseline {

    /** h, about ε: the kernel feels changes of the size of the budget. */
    private static final double BANDWIDTH = 8 / 255.0;

    private static final double START = 0.1;

    /**
     * @throws IllegalArgumentException if there is no target
     */
    public TipIm {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("targets must not be empty");
        }
    }

    @Override
    public String name() {
        return "TIP-IM";
    }

    @Override
    public boolean isImageSpecific() {
        return true;
    }

    @Override
    public float[] perturbation(List<AlignedFace> faces, List<Embedder> surrogates, RandomGenerator random) {
        AlignedFace face = faces.get(0);
        List<float[]> own = new ArrayList<>();
        List<float[][]> goals = new ArrayList<>();
        for (Embedder surrogate : surrogates) {
            own.add(surrogate.embed(face));
            goals.add(surrogate.embed(targets));
        }
        float[] delta = budget.randomStart(face.toArray().length, START, random);
        float[] velocity = new float[delta.length];
        for (int t = 0; t < budget.iterations(); t++) {
            AlignedFace shown = face.plus(delta);
            int target = mostPromising(shown, surrogates, own, goals);
            float[] gradient = naturalness(delta);
            Views views = Views.of(List.of(shown), budget, random);
            for (int s = 0; s < surrogates.size(); s++) {
                float[] cotangent = own.get(s).clone();
                PixelGradients.addScaled(cotangent, goals.get(s)[target], -1);
                float[] part = views.meanGradient(surrogates.get(s), (k, embedding) -> cotangent);
                PixelGradients.addScaled(gradient, part, 1.0 / surrogates.size());
            }
            double norm = PixelGradients.l1(gradient);
            PixelGradients.addScaled(velocity, gradient, norm > 0 ? 1 / norm : 0);
            budget.descend(delta, velocity, budget.step());
        }
        return delta;
    }

    /** The target with the greatest gain log(1 + exp(D(x', x) − D(x', target))), summed over the surrogates. */
    private int mostPromising(AlignedFace shown, List<Embedder> surrogates, List<float[]> own, List<float[][]> goals) {
        double[] gains = new double[targets.size()];
        for (int s = 0; s < surrogates.size(); s++) {
            float[] now = surrogates.get(s).embed(shown);
            for (int g = 0; g < gains.length; g++) {
                gains[g] += Math.log1p(Math.exp(dot(now, goals.get(s)[g]) - dot(now, own.get(s))));
            }
        }
        int best = 0;
        for (int g = 1; g < gains.length; g++) {
            best = gains[g] > gains[best] ? g : best;
        }
        return best;
    }

    /** The gradient of γ·MMD² = γ·(2 − 2 k(x, x')) with respect to δ = x' − x. */
    private float[] naturalness(float[] delta) {
        double scale = delta.length * BANDWIDTH * BANDWIDTH;
        double squares = 0;
        for (float value : delta) {
            squares += (double) value * value;
        }
        double factor = gamma * 2 * Math.exp(-squares / (2 * scale)) / scale;
        float[] gradient = new float[delta.length];
        PixelGradients.addScaled(gradient, delta, factor);
        return gradient;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
