package io.facecloak;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Portrait;
import io.facecloak.focus.BudgetMap;
import io.facecloak.focus.FocusMask;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.internal.synthesis.VerifiedSynthesis;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.optimize.Anchors;
import io.facecloak.optimize.CloakOptimizer;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import io.facecloak.optimize.OptimizerSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Stages 1 and 2 in a row: from the seeds to a {@link CloakMask}. */
final class CloakLearner {

    private final LearningTask task;
    private final LearningSettings settings;

    CloakLearner(LearningTask task) {
        this.task = task;
        this.settings = task.settings();
    }

    CloakMask learn() {
        RandomGenerator random = new SplittableRandom(task.randomSeed());
        List<Portrait> seeds = task.seeds().stream()
                .map(seed -> seed.portrait(task.detector()))
                .toList();
        List<AlignedFace> seedFaces = seeds.stream().map(Portrait::aligned).toList();

        List<AlignedFace> faces = new ArrayList<>();
        synthesize(seeds, random).forEach(portrait -> faces.add(portrait.aligned()));
        // The seeds are real: they are learnt from too, last as in the authors' code.
        faces.addAll(seedFaces);

        List<Surrogate> guides = new ArrayList<>();
        List<PersonTemplate> templates = new ArrayList<>();
        for (Embedder surrogate : task.surrogates()) {
            List<float[]> own = List.of(surrogate.embed(seedFaces));
            float[] person = Embedding.normalisedMean(own);
            guides.add(new Surrogate(
                    surrogate, Anchors.choose(surrogate, person, own, task.gallery(), excludesOwnIdentity())));
            templates.addAll(
                    PersonTemplates.of(surrogate, seedFaces, task.surrogates().size()));
        }
        float[] delta = new CloakOptimizer(settings.optimizer())
                .optimize(faces, guides, budget(seeds.get(0), seedFaces.get(0)), random, task.progress());
        return new CloakMask(delta, info(), task.rememberPerson() ? templates : List.of());
    }

    private boolean excludesOwnIdentity() {
        return settings.excludeOwnIdentity() && task.gallery().isPresent();
    }

    private List<Portrait> synthesize(List<Portrait> seeds, RandomGenerator random) {
        VerifiedSynthesis synthesis = new VerifiedSynthesis(task.synthesizer(), task.surrogates());
        List<Portrait> portraits = new ArrayList<>();
        int total = settings.syntheticFaces();
        for (int i = 0; i < seeds.size(); i++) {
            int share = total * (i + 1) / seeds.size() - total * i / seeds.size();
            if (share > 0) {
                portraits.addAll(synthesis.synthesize(seeds.get(i), share, random, task.progress()));
            }
        }
        task.portraits().accept(List.copyOf(portraits));
        return portraits;
    }

    private BudgetMap budget(Portrait seed, AlignedFace face) {
        Landmarks aligned = seed.landmarks().map(FaceAligner.toAligned(seed.landmarks())::apply);
        return BudgetMap.of(
                face, aligned, settings.epsilon(), settings.effectiveEpsilonRaised(), settings.focusMasks());
    }

    private CloakInfo info() {
        OptimizerSettings optimizer = settings.optimizer();
        Map<String, String> notes = new TreeMap<>();
        optimizer.attention().ifPresent(attention -> notes.put("attention", attention.toString()));
        notes.put("preset", settings.basis());
        notes.put("feedback", optimizer.feedback().toString());
        notes.put("transforms", optimizer.transforms().toString());
        notes.put("faces per step", optimizer.facesPerStep() == 0 ? "all" : String.valueOf(optimizer.facesPerStep()));
        notes.put("seeds", String.valueOf(task.seeds().size()));
        notes.put("gallery", task.gallery().isPresent() ? "yes" : "no");
        return new CloakInfo(
                Optional.ofNullable(FaceCloak.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                Instant.now(),
                settings.epsilon(),
                settings.effectiveEpsilonRaised(),
                optimizer.step(),
                optimizer.iterations(),
                settings.syntheticFaces(),
                optimizer.updateRule().name(),
                task.surrogates().stream().map(Embedder::name).toList(),
                task.synthesizer().name(),
                settings.focusMasks().stream().map(FocusMask::name).toList(),
                task.randomSeed(),
                notes);
    }
}
