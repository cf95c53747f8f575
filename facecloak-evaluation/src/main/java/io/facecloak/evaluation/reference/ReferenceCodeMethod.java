package io.facecloak.evaluation.reference;

import io.facecloak.apply.ProtectionOptions;
import io.facecloak.evaluation.CloakProtector;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Portrait;
import io.facecloak.focus.FocusMask;
import io.facecloak.focus.HighPassMask;
import io.facecloak.focus.RegionStickers;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.internal.synthesis.VerifiedSynthesis;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.Progress;
import io.facecloak.model.Synthesizer;
import io.facecloak.optimize.Anchors;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import io.facecloak.synthesis.SeedVariations;
import io.facecloak.synthesis.SeedVariations.Strength;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The authors' published code with its variant of the attention as a method to compare with: a cloak found at half the strength it is used
 * at, one step after every face, cut to 8/255, with stickers up to 32/255 added on top. What differs from that code: faces are aligned by
 * five points instead of stretched, and values are rounded once. The cloak remembers no person, so it is put on the largest face of a
 * photo. Thread-safe, as its models are.
 */
public final class ReferenceCodeMethod implements ProtectionMethod {

    /** The method's name in tables. */
    public static final String NAME = "Reference code";

    /** Synthetic faces beside the seeds, as in the paper. */
    public static final int SYNTHETIC_FACES = 8;

    private static final RegionStickers STICKERS = new RegionStickers();
    private static final HighPassMask HIGH_PASS = new HighPassMask();

    private final ReferenceCode.Settings settings;
    private final FaceModels models;
    private final List<Embedder> surrogates;
    private final FaceCrop crop;
    private final int syntheticFaces;
    private final long randomSeed;

    /**
     * @param models the detector and, if they have one, the generator of synthetic faces; else the seed is varied
     * @param surrogates at least one: all of them check the synthetic faces, the first alone is learnt on
     * @param crop which face of a seed is the person's
     * @param syntheticFaces made of the first seed, at least 0
     * @throws IllegalArgumentException if there is no surrogate, or the number is negative
     */
    public ReferenceCodeMethod(
            ReferenceCode.Settings settings,
            FaceModels models,
            List<Embedder> surrogates,
            FaceCrop crop,
            int syntheticFaces,
            long randomSeed) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.models = Objects.requireNonNull(models, "models");
        this.surrogates = List.copyOf(surrogates);
        if (this.surrogates.isEmpty()) {
            throw new IllegalArgumentException("surrogates must hold at least one recogniser, but is empty");
        }
        this.crop = Objects.requireNonNull(crop, "crop");
        if (syntheticFaces < 0) {
            throw new IllegalArgumentException("syntheticFaces must not be negative, but is " + syntheticFaces);
        }
        this.syntheticFaces = syntheticFaces;
        this.randomSeed = randomSeed;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Protector protectorOf(String identity, List<FacePhoto> seeds) throws IOException, UnprotectableException {
        CloakMask mask = learn(seeds.stream().map(FacePhoto::file).toList());
        CloakProtector protector =
                new CloakProtector(new PhotoProtector(mask, models.detector(), surrogates, ProtectionOptions.DEFAULT));
        return crop == FaceCrop.WHOLE ? protector.atKnownFaces() : protector;
    }

    /**
     * Learns the cloak of one person.
     *
     * @param seeds photo files of the person, at least one; the stickers lie where the first one's features are
     * @throws UnprotectableException if no face is found in a seed
     * @throws IOException if a seed cannot be read
     * @throws io.facecloak.model.ModelException if a model fails
     */
    public CloakMask learn(List<Path> seeds) throws IOException, UnprotectableException {
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("seeds must hold at least one photo, but is empty");
        }
        List<Portrait> portraits = new ArrayList<>();
        for (Path seed : seeds) {
            portraits.add(crop.portrait(seed, models.detector())
                    .orElseThrow(() -> new UnprotectableException("no face found in " + seed, null)));
        }
        RandomGenerator random = new SplittableRandom(randomSeed);
        Synthesizer synthesizer = models.synthesizer().orElseGet(() -> new SeedVariations(Strength.BALANCED));
        List<AlignedFace> faces = new ArrayList<>();
        if (syntheticFaces > 0) {
            new VerifiedSynthesis(synthesizer, surrogates)
                    .synthesize(portraits.get(0), syntheticFaces, random, Progress.NONE)
                    .forEach(portrait -> faces.add(portrait.aligned()));
        }
        List<AlignedFace> own = portraits.stream().map(Portrait::aligned).toList();
        faces.addAll(own);
        Portrait first = portraits.get(0);
        Landmarks aligned = first.landmarks().map(FaceAligner.toAligned(first.landmarks())::apply);
        AlignedFace face = own.get(0);
        ReferenceCloak cloak = new ReferenceCode(settings)
                .withAttention(
                        faces,
                        surrogate(own),
                        RegionStickers.regions(aligned, face.size()),
                        HIGH_PASS.raised(face, aligned),
                        random,
                        Progress.NONE);
        return new CloakMask(cloak.perturbation(), info(synthesizer), List.of());
    }

    /** Near is the person, far the opposite. */
    private Surrogate surrogate(List<AlignedFace> own) {
        Embedder embedder = surrogates.get(0);
        List<float[]> embeddings = List.of(embedder.embed(own));
        float[] person = Embedding.normalisedMean(embeddings);
        return new Surrogate(embedder, Anchors.choose(embedder, person, embeddings, Optional.empty(), false));
    }

    private CloakInfo info(Synthesizer synthesizer) {
        return new CloakInfo(
                Optional.ofNullable(CloakMask.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                Instant.now(),
                settings.maxPerturbation(),
                settings.stickerMax(),
                settings.step(),
                settings.iterations(),
                syntheticFaces,
                UpdateRule.SEQUENTIAL.name(),
                List.of(surrogates.get(0).name()),
                synthesizer.name(),
                List.<FocusMask>of(STICKERS, HIGH_PASS).stream()
                        .map(FocusMask::name)
                        .toList(),
                randomSeed,
                Map.of("method", NAME, "attention", settings.attention().toString()));
    }
}
