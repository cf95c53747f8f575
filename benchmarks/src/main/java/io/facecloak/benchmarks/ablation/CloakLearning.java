package io.facecloak.benchmarks.ablation;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Portrait;
import io.facecloak.focus.BudgetMap;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.internal.synthesis.VerifiedSynthesis;
import io.facecloak.model.Embedder;
import io.facecloak.model.Progress;
import io.facecloak.model.Synthesizer;
import io.facecloak.optimize.Anchors;
import io.facecloak.optimize.CloakOptimizer;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.optimize.OptimizerSettings.Feedback;
import io.facecloak.synthesis.SeedVariations;
import io.facecloak.transform.AlignmentJitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * Stages 1 and 2 on one portrait whose landmarks are known, with everything that comes up on the way: for image-specific cloaks and for
 * showing how a cloak came about. For one seed it gives the cloak that the facade gives. Thread-safe, as its models are.
 */
final class CloakLearning {

    private final CloakSettings settings;
    private final List<Embedder> surrogates;
    private final Synthesizer synthesizer;

    CloakLearning(CloakSettings settings, List<Embedder> surrogates, Optional<Synthesizer> synthesizer) {
        this.settings = settings;
        this.surrogates = surrogates;
        this.synthesizer = synthesizer.orElseGet(SeedVariations::new);
    }

    /**
     * @param attention A after the last iteration, all 1 without attention
     * @param delta the effective perturbation
     */
    record Learnt(List<AlignedFace> syntheticFaces, float[] attention, float[] delta) {}

    Learnt learn(Portrait portrait) {
        return learn(portrait, Optional.empty());
    }

    /** @param target whom the person shall be taken for: the far anchor of every surrogate */
    Learnt learn(Portrait portrait, Optional<AlignedFace> target) {
        RandomGenerator random = new SplittableRandom(settings.randomSeed());
        AlignedFace own = portrait.aligned();
        List<AlignedFace> synthetic = new VerifiedSynthesis(synthesizer, surrogates)
                .synthesize(portrait, settings.images(), random, Progress.NONE).stream()
                        .map(Portrait::aligned)
                        .toList();
        List<AlignedFace> faces = new ArrayList<>(synthetic);
        faces.add(own);
        List<Surrogate> guides = new ArrayList<>();
        for (Embedder surrogate : surrogates) {
            float[] embedding = surrogate.embed(own);
            Anchors anchors = target.map(other -> new Anchors(embedding, surrogate.embed(other)))
                    .orElseGet(() -> Anchors.choose(surrogate, embedding, List.of(embedding), Optional.empty(), false));
            guides.add(new Surrogate(surrogate, anchors));
        }
        float epsilon = (float) (settings.epsilon() / 255);
        BudgetMap budget = BudgetMap.of(
                own,
                portrait.landmarks().map(FaceAligner.toAligned(portrait.landmarks())::apply),
                epsilon,
                Math.max(epsilon, (float) (settings.epsilonRaised() / 255)),
                FaceCloakMethod.masks(settings));
        AtomicReference<float[]> attention = new AtomicReference<>();
        float[] delta = new CloakOptimizer(optimizer(), iteration -> attention.set(iteration.attention()))
                .optimize(faces, guides, budget, random, Progress.NONE);
        return new Learnt(synthetic, attention.get(), delta);
    }

    private OptimizerSettings optimizer() {
        return new OptimizerSettings(
                settings.iterations(),
                (float) (settings.step() / 255),
                settings.updateRule(),
                Feedback.RAW,
                settings.focus().contains("A") ? Optional.of(LearnableAttention.PAPER) : Optional.empty(),
                settings.jitter() ? List.of(AlignmentJitter.DEFAULT) : List.of(),
                0);
    }
}
