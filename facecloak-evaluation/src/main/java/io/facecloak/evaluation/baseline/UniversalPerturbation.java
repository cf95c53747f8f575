package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Identity-specific perturbations that drive all faces of a person away from the person's features, one signed step on the mean gradient
 * at a time. With several surrogates their gradients are averaged.
 *
 * <ul>
 *   <li>FI-UAP (Zhong and Deng, OPOM, IEEE TPAMI 2022): max over δ of Σ_k D(f(x_k + δ), f(x_k)), every face against itself, D the cosine
 *       distance.
 *   <li>OPOM (the same work): max over δ of Σ_k ‖f(x_k + δ) − p_k‖², p_k the nearest point of the person's {@link Hull}.
 *   <li>P3-Mask (Chow et al., ECCV 2024), its ensemble: as FI-UAP, but every surrogate's gradient is scaled to the same L1 norm, so that
 *       each has an equal say. Its perceptual term is left out: the budget bounds the perturbation here.
 * </ul>
 */
public final class UniversalPerturbation implements Baseline {

    /** Enough for a gradient, little beside a step. */
    private static final double START = 0.1;

    private final String name;
    private final Budget budget;
    private final Optional<Hull> hull;
    private final boolean equalSay;

    private UniversalPerturbation(String name, Budget budget, Optional<Hull> hull, boolean equalSay) {
        this.name = name;
        this.budget = budget;
        this.hull = hull;
        this.equalSay = equalSay;
    }

    public static Baseline fiUap(Budget budget) {
        return new UniversalPerturbation("FI-UAP", budget, Optional.empty(), false);
    }

    public static Baseline opom(Hull hull, Budget budget) {
        return new UniversalPerturbation("OPOM-" + hull.title(), budget, Optional.of(hull), false);
    }

    public static Baseline p3Mask(Budget budget) {
        return new UniversalPerturbation("P3-Mask", budget, Optional.empty(), true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isImageSpecific() {
        return false;
    }

    @Override
    public float[] perturbation(List<AlignedFace> faces, List<Embedder> surrogates, RandomGenerator random) {
        List<PixelGradients.Cotangent> losses = new ArrayList<>();
        for (Embedder surrogate : surrogates) {
            losses.add(loss(List.of(surrogate.embed(faces))));
        }
        float[] delta = budget.randomStart(faces.get(0).toArray().length, START, random);
        for (int t = 0; t < budget.iterations(); t++) {
            Views views = Views.of(PixelGradients.plus(faces, delta), budget, random);
            float[] sum = new float[delta.length];
            for (int s = 0; s < surrogates.size(); s++) {
                float[] gradient = views.meanGradient(surrogates.get(s), losses.get(s));
                double norm = equalSay ? PixelGradients.l1(gradient) : 1;
                PixelGradients.addScaled(sum, gradient, norm > 0 ? 1 / norm : 0);
            }
            budget.descend(delta, sum, budget.step());
        }
        return delta;
    }

    private PixelGradients.Cotangent loss(List<float[]> features) {
        if (hull.isEmpty()) {
            return (face, embedding) -> features.get(face);
        }
        return (face, embedding) -> {
            double[] nearest = hull.get().nearest(features, embedding);
            float[] cotangent = new float[embedding.length];
            for (int i = 0; i < cotangent.length; i++) {
                cotangent[i] = (float) (-2 * (embedding[i] - nearest[i]));
            }
            return cotangent;
        };
    }
}
