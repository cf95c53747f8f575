package io.facecloak.evaluation.baseline;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.image.GaussianKernel;
import io.facecloak.model.Embedder;
import io.facecloak.transform.InputDiversity;
import io.facecloak.transform.LinearMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The image-specific family of signed gradients. The loss is the mean over the surrogates of ⟨f(x'), f(x)⟩, the likeness to oneself, less
 * ⟨f(x'), f(target)⟩ if there is a target.
 *
 * <ul>
 *   <li>FGSM (Goodfellow et al. 2014): one step of ε. Without a target it starts at random within ± ε/2 and steps by ε/2, since the
 *       gradient of the likeness to oneself is zero (R+FGSM, Tramèr et al. 2018).
 *   <li>PGD (Madry et al. 2017): random start within ± ε, steps of α, projection.
 *   <li>MI-FGSM (Dong et al. 2018): g ← μ g + ∇/‖∇‖₁, steps of ε/T along sign(g), μ = 1.
 *   <li>TI-DIM (Dong et al. 2019; Xie et al. 2019): MI-FGSM on gradients of randomly resized and padded pictures (probability 0.7),
 *       smoothed with a Gaussian kernel (15 taps, σ = 3).
 * </ul>
 */
public final class SignAttack implements Baseline {

    private static final double START_OF_ITERATIONS = 0.1;

    /** Probability 0.7, sides from 0.9: the ratio 299 to 330 of the original. */
    private static final InputDiversity DIVERSITY = new InputDiversity(0.7, 0.9);

    private final String name;
    private final Budget budget;
    private final double start;
    private final double momentum;
    private final boolean normalised;
    private final Optional<InputDiversity> diversity;
    private final Optional<TranslationInvariance> kernel;
    private final Optional<AlignedFace> target;

    private SignAttack(
            String name,
            Budget budget,
            double start,
            double momentum,
            boolean normalised,
            Optional<InputDiversity> diversity,
            Optional<TranslationInvariance> kernel,
            Optional<AlignedFace> target) {
        this.name = name;
        this.budget = budget;
        this.start = start;
        this.momentum = momentum;
        this.normalised = normalised;
        this.diversity = diversity;
        this.kernel = kernel;
        this.target = target;
    }

    /** One step, whatever the budget says. */
    public static Baseline fgsm(Budget budget, Optional<AlignedFace> target) {
        double share = target.isPresent() ? 0 : 0.5;
        return new SignAttack(
                "FGSM",
                budget.withSteps((1 - share) * budget.epsilon(), 1),
                share,
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                target);
    }

    public static Baseline pgd(Budget budget, Optional<AlignedFace> target) {
        return new SignAttack("PGD", budget, 1, 0, false, Optional.empty(), Optional.empty(), target);
    }

    /** The step is ε/T, whatever the budget says. */
    public static Baseline miFgsm(Budget budget, Optional<AlignedFace> target) {
        return new SignAttack(
                "MI-FGSM", spread(budget), START_OF_ITERATIONS, 1, true, Optional.empty(), Optional.empty(), target);
    }

    /** The step is ε/T, whatever the budget says. */
    public static Baseline tiDim(Budget budget, Optional<AlignedFace> target) {
        return new SignAttack(
                "TI-DIM",
                spread(budget),
                START_OF_ITERATIONS,
                1,
                true,
                Optional.of(DIVERSITY),
                Optional.of(new TranslationInvariance(new GaussianKernel(15, 3))),
                target);
    }

    private static Budget spread(Budget budget) {
        return budget.withSteps(budget.epsilon() / budget.iterations(), budget.iterations());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isImageSpecific() {
        return true;
    }

    @Override
    public float[] perturbation(List<AlignedFace> faces, List<Embedder> surrogates, RandomGenerator random) {
        AlignedFace face = faces.get(0);
        List<float[]> cotangents = new ArrayList<>();
        for (Embedder surrogate : surrogates) {
            float[] cotangent = surrogate.embed(face);
            target.ifPresent(goal -> PixelGradients.addScaled(cotangent, surrogate.embed(goal), -1));
            cotangents.add(cotangent);
        }
        float[] delta = budget.randomStart(face.toArray().length, start, random);
        float[] velocity = new float[delta.length];
        for (int t = 0; t < budget.iterations(); t++) {
            float[] gradient = gradient(face.plus(delta), surrogates, cotangents, random);
            for (int i = 0; i < velocity.length; i++) {
                velocity[i] *= (float) momentum;
            }
            double norm = normalised ? PixelGradients.l1(gradient) : 1;
            PixelGradients.addScaled(velocity, gradient, norm > 0 ? 1 / norm : 0);
            budget.descend(delta, velocity, budget.step());
        }
        return delta;
    }

    private float[] gradient(
            AlignedFace shown, List<Embedder> surrogates, List<float[]> cotangents, RandomGenerator random) {
        Views views = Views.of(List.of(shown), budget, random);
        AlignedFace aligned = views.seen().get(0);
        LinearMap map = diversity.map(each -> each.sample(shown.size(), random)).orElse(LinearMap.IDENTITY);
        AlignedFace seen = AlignedFace.of(shown.size(), map.apply(aligned.toArray()));
        float[] sum = new float[shown.toArray().length];
        for (int s = 0; s < surrogates.size(); s++) {
            float[] cotangent = cotangents.get(s);
            PixelGradients.addScaled(
                    sum,
                    PixelGradients.mean(List.of(seen), surrogates.get(s), (k, embedding) -> cotangent),
                    1.0 / surrogates.size());
        }
        float[] unwarped = views.back(0, map.adjoint(sum));
        return kernel.map(each -> each.smooth(unwarped, shown.size())).orElse(unwarped);
    }
}
