package io.facecloak;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Portrait;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.Progress;
import io.facecloak.model.Synthesizer;
import io.facecloak.optimize.Gallery;
import io.facecloak.synthesis.SeedVariations;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Collects what a cloak is learnt from and how. Only a seed is required; the defaults are those of {@link Preset#BALANCED}.
 * Setters fail at once, naming the parameter and its value. Not thread-safe; may be used for several cloaks.
 */
public final class FaceCloakBuilder {

    private final List<SeedPhoto> seeds = new ArrayList<>();
    private FaceModels models;
    private List<Embedder> surrogates = List.of();
    private Gallery gallery;
    private Synthesizer synthesizer;
    private LearningSettings settings = Preset.BALANCED.settings();
    private boolean settingsChanged;
    private ProtectionOptions protection = ProtectionOptions.DEFAULT;
    private boolean rememberPerson = true;
    private long randomSeed;
    private Progress progress = Progress.NONE;
    private Consumer<List<Portrait>> portraits = faces -> {};

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
        Objects.requireNonNull(photo, "photo");
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
        Objects.requireNonNull(photo, "photo");
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

    /**
     * Where near and far anchors are looked for (Eq. 2, 3); default none: near is the person, far the opposite embedding.
     * {@link LearningSettings#excludeOwnIdentity} says whether near may be the person.
     */
    public FaceCloakBuilder gallery(Gallery gallery) {
        this.gallery = Objects.requireNonNull(gallery, "gallery");
        return this;
    }

    /** Stage 1; default the generator of the models if they have one, else {@link SeedVariations} of the preset's strength. */
    public FaceCloakBuilder synthesizer(Synthesizer synthesizer) {
        this.synthesizer = Objects.requireNonNull(synthesizer, "synthesizer");
        return this;
    }

    /**
     * What the cloak is learnt with; default {@link Preset#BALANCED}.
     *
     * @throws IllegalStateException after {@link #settings}, which it would undo
     */
    public FaceCloakBuilder preset(Preset preset) {
        if (settingsChanged) {
            throw new IllegalStateException(
                    "preset(" + preset + ") would undo what settings(...) changed before; call preset(...) first");
        }
        this.settings = Objects.requireNonNull(preset, "preset").settings();
        return this;
    }

    /**
     * Changes what the cloak is learnt with, such as {@code learning -> learning.withIterations(40)}; several calls add up.
     *
     * @param change from the preset's settings, as changed so far, to others
     * @throws IllegalArgumentException if a value is out of range
     */
    public FaceCloakBuilder settings(UnaryOperator<LearningSettings> change) {
        Objects.requireNonNull(change, "change");
        this.settings = Objects.requireNonNull(change.apply(settings), "settings");
        this.settingsChanged = true;
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

    /**
     * Told how far the learning is, on the thread that calls {@link #build()}; {@link Progress#cancelledWhen} lets it end the learning with a
     * {@link java.util.concurrent.CancellationException}.
     */
    public FaceCloakBuilder progress(Progress progress) {
        this.progress = Objects.requireNonNull(progress, "progress");
        return this;
    }

    /** Receives the synthetic portraits of stage 1, for display. */
    public FaceCloakBuilder onSyntheticFaces(Consumer<List<Portrait>> listener) {
        this.portraits = Objects.requireNonNull(listener, "listener");
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
        Optional<FacePolicy> matching = protection.facePolicy().filter(FacePolicy::matches);
        if (!rememberPerson && (matching.isPresent() || protection.measureSimilarity())) {
            throw new IllegalStateException(matching.map(policy -> "facePolicy " + policy)
                            .orElse("measureSimilarity") + " needs rememberPerson(true)");
        }
        FaceModels chosenModels = models != null ? models : FaceModels.configured();
        List<Embedder> chosenSurrogates = surrogates.isEmpty() ? chosenModels.embedders() : surrogates;
        Synthesizer chosenSynthesizer = Optional.ofNullable(synthesizer)
                .or(chosenModels::synthesizer)
                .orElseGet(() -> new SeedVariations(settings.variations(), threads(chosenSurrogates)));
        CloakMask mask = new CloakLearner(new LearningTask(
                        seeds,
                        settings,
                        chosenModels.detector(),
                        chosenSurrogates,
                        chosenSynthesizer,
                        Optional.ofNullable(gallery),
                        rememberPerson,
                        randomSeed,
                        progress,
                        portraits))
                .learn();
        // The surrogates made the templates, so they match, also where they are none of the models' recognisers.
        return new FaceCloak(mask, chosenModels.detector(), () -> chosenSurrogates, protection);
    }

    private static int threads(List<Embedder> surrogates) {
        return surrogates.stream().mapToInt(Embedder::threads).max().orElse(1);
    }
}
