package io.facecloak;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Portrait;
import io.facecloak.focus.BudgetMap;
import io.facecloak.focus.FocusMask;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.Progress;
import io.facecloak.model.Synthesizer;
import io.facecloak.optimize.Anchors;
import io.facecloak.optimize.CloakOptimizer;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.optimize.Surrogate;
import io.facecloak.synthesis.VerifiedSynthesis;
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

    private final FaceCloakBuilder options;
    private final LandmarkDetector detector;
    private final List<Embedder> surrogates;
    private final Synthesizer synthesizer;
    private final Progress progress;

    CloakLearner(
            FaceCloakBuilder options, LandmarkDetector detector, List<Embedder> surrogates, Synthesizer synthesizer) {
        this.options = options;
        this.detector = detector;
        this.surrogates = surrogates;
        this.synthesizer = synthesizer;
        this.progress = options.progress();
    }

    CloakMask learn() {
        RandomGenerator random = new SplittableRandom(options.randomSeed());
        List<Portrait> seeds =
                options.seeds().stream().map(seed -> seed.portrait(detector)).toList();
        List<AlignedFace> seedFaces = seeds.stream().map(Portrait::aligned).toList();

        List<AlignedFace> faces = new ArrayList<>();
        synthesize(seeds, random).forEach(portrait -> faces.add(portrait.aligned()));
        // The seeds are real: they are learnt from too, last as in the authors' code.
        faces.addAll(seedFaces);

        List<Surrogate> guides = new ArrayList<>();
        List<PersonTemplate> templates = new ArrayList<>();
        for (Embedder surrogate : surrogates) {
            List<float[]> own = List.of(surrogate.embed(seedFaces));
            float[] person = normalisedMean(own);
            guides.add(new Surrogate(
                    surrogate,
                    Anchors.choose(surrogate, person, own, options.gallery(), options.excludesOwnIdentity())));
            templates.addAll(PersonTemplates.of(surrogate, seedFaces, surrogates.size()));
        }
        float[] delta = new CloakOptimizer(options.optimizer())
                .optimize(faces, guides, budget(seeds.get(0), seedFaces.get(0)), random, progress);
        return new CloakMask(delta, info(), options.remembersPerson() ? templates : List.of());
    }

    private List<Portrait> synthesize(List<Portrait> seeds, RandomGenerator random) {
        VerifiedSynthesis synthesis = new VerifiedSynthesis(synthesizer, surrogates);
        List<Portrait> portraits = new ArrayList<>();
        int total = options.syntheticFaces();
        for (int i = 0; i < seeds.size(); i++) {
            int share = total * (i + 1) / seeds.size() - total * i / seeds.size();
            if (share > 0) {
                portraits.addAll(synthesis.synthesize(seeds.get(i), share, random, progress));
            }
        }
        options.syntheticFacesListener().accept(List.copyOf(portraits));
        return portraits;
    }

    private BudgetMap budget(Portrait seed, AlignedFace face) {
        Landmarks aligned = seed.landmarks().map(FaceAligner.toAligned(seed.landmarks())::apply);
        return BudgetMap.of(face, aligned, options.epsilon(), options.epsilonRaised(), options.chosenFocusMasks());
    }

    private CloakInfo info() {
        OptimizerSettings optimizer = options.optimizer();
        Map<String, String> notes = new TreeMap<>();
        optimizer.attention().ifPresent(attention -> notes.put("attention", attention.toString()));
        notes.put("preset", options.presetName());
        notes.put("feedback", optimizer.feedback().toString());
        notes.put("transforms", optimizer.transforms().toString());
        notes.put("faces per step", optimizer.facesPerStep() == 0 ? "all" : String.valueOf(optimizer.facesPerStep()));
        notes.put("seeds", String.valueOf(options.seeds().size()));
        notes.put("gallery", options.gallery().isPresent() ? "yes" : "no");
        return new CloakInfo(
                Optional.ofNullable(FaceCloak.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                Instant.now(),
                options.epsilon(),
                options.epsilonRaised(),
                optimizer.step(),
                optimizer.iterations(),
                options.syntheticFaces(),
                optimizer.updateRule().name(),
                surrogates.stream().map(Embedder::name).toList(),
                synthesizer.name(),
                options.chosenFocusMasks().stream().map(FocusMask::name).toList(),
                options.randomSeed(),
                notes);
    }

    private static float[] normalisedMean(List<float[]> embeddings) {
        float[] mean = new float[embeddings.get(0).length];
        for (float[] embedding : embeddings) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += embedding[i];
            }
        }
        double norm = 0;
        for (float value : mean) {
            norm += (double) value * value;
        }
        float scale = (float) (1 / Math.sqrt(norm));
        for (int i = 0; i < mean.length; i++) {
            mean[i] *= scale;
        }
        return mean;
    }
}
