package io.facecloak;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Portrait;
import io.facecloak.focus.FocusMask;
import io.facecloak.focus.LearnableAttention;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.Progress;
import io.facecloak.model.Synthesizer;
import io.facecloak.optimize.Gallery;
import io.facecloak.optimize.OptimizerSettings;
import io.facecloak.optimize.UpdateRule;
import io.facecloak.synthesis.SeedVariations;
import io.facecloak.transform.AlignmentJitter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Collects what a cloak is learnt from and how. Only a seed is required; the defaults are those of {@link Preset#BALANCED}.
 * Setters fail at once, naming the parameter and its value. Not thread-safe; may be used for several cloaks.
 */
public final class FaceCloakBuilder {

    private final List<SeedPhoto> seeds = new ArrayList<>();
    private FaceModels models;
    private List<Embedder> surrogates = List.of();
    private Gallery gallery;
    private Optional<Boolean> excludeOwnIdentity = Optional.empty();
    private Synthesizer synthesizer;
    private Preset preset = Preset.BALANCED;
    private int syntheticFaces = preset.syntheticFaces();
    private float epsilon = preset.epsilon();
    private float epsilonRaised = preset.epsilonRaised();
    private OptimizerSettings optimizer = preset.optimizer();
    private List<FocusMask> focusMasks = preset.focusMasks();
    private ProtectionOptions protection = ProtectionOptions.DEFAULT;
    private boolean rememberPerson = true;
    private long randomSeed;
    private Progress progress = Progress.NONE;
    private BooleanSupplier cancelled = () -> false;
    private Consumer<List<Portrait>> syntheticFacesListener = faces -> {};

    FaceCloakBuilder() {}

    /** A photo of the person to protect, upright. One is enough; each further call adds one. */
    public FaceCloakBuilder seed(BufferedImage photo) {
        seeds.add(new SeedPhoto("seed " + (seeds.size() + 1), Objects.requireNonNull(photo, "photo")));
        return this;
    }

    /**
     * A photo file of the person to protect; its EXIF orientation is honoured.
     *
     * @throws SeedException if it is marked as already cloaked
     * @throws IOException if it is not a readable photo
     */
    public FaceCloakBuilder seed(Path photo) throws IOException {
        seeds.add(SeedPhoto.of(new PhotoReader().read(photo)));
        return this;
    }

    /**
     * A photo of the person to protect, read to its end; the stream is not closed.
     *
     * @throws SeedException if it is marked as already cloaked
     * @throws IOException if it is not a readable photo
     */
    public FaceCloakBuilder seed(InputStream photo) throws IOException {
        seeds.add(SeedPhoto.of(new PhotoReader().read(photo, "seed " + (seeds.size() + 1))));
        return this;
    }

    /** Detector and recognisers; default {@link FaceModels#configured()}. The caller keeps the duty to close them. */
    public FaceCloakBuilder models(FaceModels models) {
        this.models = Objects.requireNonNull(models, "models");
        return this;
    }

    /** The recognisers whose gradients are used; default all recognisers of the models. */
    public FaceCloakBuilder surrogates(Embedder... surrogates) {
        if (surrogates.length == 0) {
            throw new IllegalArgumentException("surrogates must name at least one recogniser");
        }
        this.surrogates = List.of(surrogates);
        return this;
    }

    /** Where near and far anchors are looked for (Eq. 2, 3); default none: near is the person, far the opposite embedding. */
    public FaceCloakBuilder gallery(Gallery gallery) {
        this.gallery = Objects.requireNonNull(gallery, "gallery");
        return this;
    }

    /**
     * Whether the near anchor is taken from strangers only, which needs a gallery: the literal reading of Eq. 2, measured to be weaker.
     * Default: with {@link Preset#PAPER} and a gallery true, else false.
     */
    public FaceCloakBuilder excludeOwnIdentity(boolean exclude) {
        this.excludeOwnIdentity = Optional.of(exclude);
        return this;
    }

    /** Stage 1; default the generator of the models if they have one, else {@link SeedVariations} of the preset's strength. */
    public FaceCloakBuilder synthesizer(Synthesizer synthesizer) {
        this.synthesizer = Objects.requireNonNull(synthesizer, "synthesizer");
        return this;
    }

    /**
     * Takes budget, focus masks, number and variation of synthetic faces and everything about the optimisation from a preset, whatever
     * was set before; setters that follow override it. Default {@link Preset#BALANCED}.
     */
    public FaceCloakBuilder preset(Preset preset) {
        this.preset = Objects.requireNonNull(preset, "preset");
        this.syntheticFaces = preset.syntheticFaces();
        this.epsilon = preset.epsilon();
        this.epsilonRaised = preset.epsilonRaised();
        this.optimizer = preset.optimizer();
        this.focusMasks = preset.focusMasks();
        return this;
    }

    /** N, the number of synthetic faces beside the seeds, at least 0; the preset's by default. */
    public FaceCloakBuilder syntheticFaces(int count) {
        if (count < 0 || count > 10_000) {
            throw new IllegalArgumentException("syntheticFaces must be in 0..10000, but is " + count);
        }
        this.syntheticFaces = count;
        return this;
    }

    /** The perturbation budget ε of every sample, in [0, 1] pixel units; the preset's by default. */
    public FaceCloakBuilder epsilon(double epsilon) {
        this.epsilon = budget("epsilon", epsilon);
        return this;
    }

    /** The raised budget ε' where a focus mask applies, in [0, 1] pixel units; the preset's by default. Below ε it has no
     * effect. */
    public FaceCloakBuilder epsilonRaised(double epsilonRaised) {
        this.epsilonRaised = budget("epsilonRaised", epsilonRaised);
        return this;
    }

    /** T, the number of PGD iterations, at least 1; the preset's by default. */
    public FaceCloakBuilder iterations(int iterations) {
        this.optimizer = optimizer.withIterations(iterations);
        return this;
    }

    /** α, the PGD step (Eq. 9) in [0, 1] pixel units; the preset's by default. */
    public FaceCloakBuilder stepSize(double stepSize) {
        this.optimizer = optimizer.withStep(budget("stepSize", stepSize));
        return this;
    }

    /** One step per iteration on the mean gradient, or one per face; the preset's by default. */
    public FaceCloakBuilder updateRule(UpdateRule updateRule) {
        this.optimizer = optimizer.withUpdateRule(updateRule);
        return this;
    }

    /** Where ε' applies; the preset's by default. None is allowed. */
    public FaceCloakBuilder focusMasks(FocusMask... masks) {
        this.focusMasks = List.of(masks);
        return this;
    }

    /** Learnable Attention (Eq. 8). */
    public FaceCloakBuilder attention(LearnableAttention attention) {
        this.optimizer = optimizer.withAttention(Objects.requireNonNull(attention, "attention"));
        return this;
    }

    /** Switches Learnable Attention off. */
    public FaceCloakBuilder withoutAttention() {
        this.optimizer = optimizer.withoutAttention();
        return this;
    }

    /** Random misalignment inside the loop: not in the paper, but it makes cloaks transfer. */
    public FaceCloakBuilder alignmentJitter(AlignmentJitter jitter) {
        this.optimizer = optimizer.withJitter(Objects.requireNonNull(jitter, "jitter"));
        return this;
    }

    /** Everything about the optimisation at once, for experiments; overrides what the preset and earlier setters said about it. */
    public FaceCloakBuilder optimizer(OptimizerSettings optimizer) {
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
        return this;
    }

    /** Which faces of a photo get the cloak; default {@link FacePolicy#MATCH_OR_MAIN}, or the largest if the person is not
     * remembered. */
    public FaceCloakBuilder facePolicy(FacePolicy policy) {
        this.protection = protection.withFacePolicy(policy);
        return this;
    }

    /** How the cloak will protect photos, the policy for faces included; default {@link ProtectionOptions#DEFAULT}. */
    public FaceCloakBuilder protection(ProtectionOptions protection) {
        this.protection = Objects.requireNonNull(protection, "protection");
        return this;
    }

    /** Whether the cloak keeps embeddings of the person, biometric templates, to find them in photos; default true. */
    public FaceCloakBuilder rememberPerson(boolean remember) {
        this.rememberPerson = remember;
        return this;
    }

    /** Seed of every random draw; default 0. */
    public FaceCloakBuilder randomSeed(long randomSeed) {
        this.randomSeed = randomSeed;
        return this;
    }

    /** Told how far the learning is, on the thread that calls {@link #build()}. */
    public FaceCloakBuilder progress(Progress progress) {
        this.progress = Objects.requireNonNull(progress, "progress");
        return this;
    }

    /** Asked before every step; once true, {@link #build()} throws {@link java.util.concurrent.CancellationException}. */
    public FaceCloakBuilder cancelWhen(BooleanSupplier cancelled) {
        this.cancelled = Objects.requireNonNull(cancelled, "cancelled");
        return this;
    }

    /** Receives the synthetic portraits of stage 1, for display. */
    public FaceCloakBuilder onSyntheticFaces(Consumer<List<Portrait>> listener) {
        this.syntheticFacesListener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Learns the cloak: seconds to minutes of work on this thread.
     *
     * @throws IllegalStateException if no seed was given, or two settings contradict each other
     * @throws SeedException if a seed does not show one clear face
     * @throws io.facecloak.model.ModelException if a model is missing or fails
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public FaceCloak build() {
        if (seeds.isEmpty()) {
            throw new IllegalStateException("no seed: call seed(...) with a photo of the person to protect");
        }
        if (excludesOwnIdentity() && gallery == null) {
            throw new IllegalStateException("excludeOwnIdentity needs a gallery of other people: call gallery(...)");
        }
        Optional<FacePolicy> matching = protection.facePolicy().filter(FacePolicy::matches);
        if (!rememberPerson && (matching.isPresent() || protection.measureSimilarity())) {
            throw new IllegalStateException(matching.map(policy -> "facePolicy " + policy)
                            .orElse("measureSimilarity") + " needs rememberPerson(true)");
        }
        FaceModels chosenModels = models != null ? models : FaceModels.configured();
        List<Embedder> chosenSurrogates = surrogates.isEmpty() ? chosenModels.embedders() : surrogates;
        Synthesizer chosenSynthesizer = Optional.ofNullable(synthesizer)
                .or(chosenModels::synthesizer)
                .orElseGet(() -> new SeedVariations(preset.variations(), threads(chosenSurrogates)));
        CloakMask mask = new CloakLearner(this, chosenModels.detector(), chosenSurrogates, chosenSynthesizer).learn();
        // The surrogates made the templates, so they match, also where they are none of the models' recognisers.
        return new FaceCloak(mask, chosenModels.detector(), () -> chosenSurrogates, protection);
    }

    private static int threads(List<Embedder> surrogates) {
        return surrogates.stream().mapToInt(Embedder::threads).max().orElse(1);
    }

    List<SeedPhoto> seeds() {
        return List.copyOf(seeds);
    }

    Optional<Gallery> gallery() {
        return Optional.ofNullable(gallery);
    }

    boolean excludesOwnIdentity() {
        return excludeOwnIdentity.orElse(preset == Preset.PAPER && gallery != null);
    }

    int syntheticFaces() {
        return syntheticFaces;
    }

    float epsilon() {
        return epsilon;
    }

    /** At least ε. */
    float epsilonRaised() {
        return Math.max(epsilon, epsilonRaised);
    }

    List<FocusMask> chosenFocusMasks() {
        return focusMasks;
    }

    String presetName() {
        return preset.name();
    }

    OptimizerSettings optimizer() {
        return optimizer;
    }

    boolean remembersPerson() {
        return rememberPerson;
    }

    long randomSeed() {
        return randomSeed;
    }

    Progress progress() {
        return progress.cancelledWhen(cancelled);
    }

    Consumer<List<Portrait>> syntheticFacesListener() {
        return syntheticFacesListener;
    }

    private static float budget(String name, double value) {
        if (!(value > 0 && value <= 0.5)) {
            throw new IllegalArgumentException(
                    name + " must be in (0, 0.5] (pixel values are in [0, 1]; 8 levels are 8/255.0), but is " + value);
        }
        return (float) value;
    }
}
