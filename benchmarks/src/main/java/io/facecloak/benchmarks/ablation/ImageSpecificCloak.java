package io.facecloak.benchmarks.ablation;

import io.facecloak.benchmarks.baseline.AlignedDelta;
import io.facecloak.evaluation.Protector;
import io.facecloak.focus.BudgetMap;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.image.AlignedFace;
import io.facecloak.image.Face;
import io.facecloak.image.FaceAligner;
import io.facecloak.image.Portrait;
import io.facecloak.model.Embedder;
import io.facecloak.model.Progress;
import io.facecloak.model.Synthesizer;
import io.facecloak.optimize.AlignmentJitter;
import io.facecloak.optimize.Anchors;
import io.facecloak.optimize.CloakOptimizer;
import io.facecloak.optimize.Feedback;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.optimize.Surrogate;
import io.facecloak.synthesis.SeedVariations;
import io.facecloak.synthesis.VerifiedSynthesis;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The image-specific mode of the paper's Table III: a fresh δ per photo, learnt from the photo's own face (ε is customarily 12/255). */
final class ImageSpecificCloak implements Protector {

    private final CloakSettings settings;
    private final List<Embedder> surrogates;
    private final Synthesizer synthesizer;

    ImageSpecificCloak(CloakSettings settings, List<Embedder> surrogates, Optional<Synthesizer> synthesizer) {
        this.settings = settings;
        this.surrogates = surrogates;
        this.synthesizer = synthesizer.orElseGet(SeedVariations::new);
    }

    @Override
    public BufferedImage protect(BufferedImage photo, Face face) {
        return AlignedDelta.add(delta(new Portrait(photo, face.landmarks())), photo, face);
    }

    private float[] delta(Portrait portrait) {
        RandomGenerator random = new SplittableRandom(settings.randomSeed());
        AlignedFace own = portrait.aligned();
        List<AlignedFace> faces = new ArrayList<>();
        new VerifiedSynthesis(synthesizer, surrogates)
                .synthesize(portrait, settings.images(), random, Progress.NONE)
                .forEach(synthetic -> faces.add(synthetic.aligned()));
        faces.add(own);
        List<Surrogate> guides = new ArrayList<>();
        for (Embedder surrogate : surrogates) {
            float[] embedding = surrogate.embed(own);
            guides.add(new Surrogate(
                    surrogate,
                    Anchors.choose(surrogate, embedding, List.of(embedding), Optional.empty(), false)));
        }
        float epsilon = (float) (settings.epsilon() / 255);
        BudgetMap budget = BudgetMap.of(
                own,
                portrait.landmarks().map(FaceAligner.toAligned(portrait.landmarks())::apply),
                epsilon,
                Math.max(epsilon, (float) (settings.epsilonRaised() / 255)),
                FaceCloakMethod.masks(settings));
        OptimizerSettings optimizer = new OptimizerSettings(
                settings.iterations(),
                (float) (settings.step() / 255),
                settings.updateRule(),
                Feedback.RAW,
                settings.focus().contains("A") ? Optional.of(LearnableAttention.PAPER) : Optional.empty(),
                settings.jitter() ? Optional.of(AlignmentJitter.DEFAULT) : Optional.empty());
        return new CloakOptimizer(optimizer).optimize(faces, guides, budget, random, Progress.NONE);
    }
}
