package io.facecloak.benchmarks;

import io.facecloak.apply.ProtectionOptions;
import io.facecloak.benchmarks.ablation.CloakSettings;
import io.facecloak.benchmarks.ablation.FaceCloakMethod;
import io.facecloak.benchmarks.ablation.KnownFaceCloak;
import io.facecloak.benchmarks.ablation.Surrogates;
import io.facecloak.benchmarks.ablation.TargetedCloak;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.TargetedMethod;
import io.facecloak.evaluation.baseline.Baseline;
import io.facecloak.evaluation.baseline.BaselineMethod;
import io.facecloak.evaluation.baseline.Baselines;
import io.facecloak.evaluation.baseline.Budget;
import io.facecloak.evaluation.baseline.OnnxProtector;
import io.facecloak.evaluation.reference.ReferenceCode;
import io.facecloak.evaluation.reference.ReferenceCodeMethod;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.internal.recogniser.LayerActivations;
import io.facecloak.transform.AlignmentJitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The methods that a command line can name, and the graphs that they opened. */
final class Methods implements AutoCloseable {

    /** As a person gets it: with the default policy, so that a face may be missed. */
    static final String FACECLOAK = "FaceCloak";

    /** With every face cloaked, and told where it is, as the baselines are. */
    static final String FACECLOAK_ALL = "FaceCloak ALL";

    /** Candidates that TIP-IM chooses from; ten in its paper. */
    private static final int TARGETS = 10;

    private final FaceModels models;
    private final Path modelsDirectory;
    private final CloakSettings settings;
    private final FaceCrop crop;
    private final Map<String, Supplier<Baseline>> baselines;
    private final List<OnnxProtector> generators = new ArrayList<>();
    private final List<LayerActivations> networks = new ArrayList<>();

    /**
     * @param settings of FaceCloak; baselines take ε, step, iterations, jitter and images from it
     * @param strangers people outside the experiment, for targets
     * @throws IOException if one of the strangers cannot be read
     */
    Methods(FaceModels models, Path modelsDirectory, CloakSettings settings, FaceCrop crop, List<FacePhoto> strangers)
            throws IOException {
        this.models = models;
        this.modelsDirectory = modelsDirectory;
        this.settings = settings;
        this.crop = crop;
        Budget budget = new Budget(
                settings.epsilon() / 255,
                settings.step() / 255,
                settings.iterations(),
                settings.jitter() ? Optional.of(AlignmentJitter.DEFAULT) : Optional.empty());
        this.baselines = Baselines.catalogue(budget, targets(strangers), this::openNetworks);
    }

    /**
     * @throws IllegalArgumentException if there is no such method
     */
    ProtectionMethod named(String name) {
        if (name.equals(FACECLOAK)) {
            return new FaceCloakMethod(name, settings, models, ProtectionOptions.DEFAULT, Optional.empty());
        }
        if (name.equals(FACECLOAK_ALL)) {
            return new KnownFaceCloak(name, settings, models, crop);
        }
        if (name.equals(ReferenceCodeMethod.NAME)) {
            return new ReferenceCodeMethod(
                    ReferenceCode.Settings.PUBLISHED,
                    models,
                    Surrogates.named(settings.surrogates(), models),
                    crop,
                    settings.images(),
                    settings.randomSeed());
        }
        Supplier<Baseline> baseline = baselines.get(name);
        if (baseline == null) {
            throw new IllegalArgumentException("no method named " + name + "; there are " + FACECLOAK + ", "
                    + FACECLOAK_ALL + ", " + ReferenceCodeMethod.NAME + " and " + baselines.keySet());
        }
        return new BaselineMethod(
                baseline.get(),
                Surrogates.named(settings.surrogates(), models),
                models.detector(),
                crop,
                settings.images(),
                settings.randomSeed());
    }

    /**
     * A method as {@link io.facecloak.evaluation.GroupsExperiment} measures it. FaceCloak has a target, all others have none.
     *
     * @throws IllegalArgumentException if there is no such method
     */
    TargetedMethod targeted(String name) {
        return isFaceCloak(name)
                ? new TargetedCloak(name, settings, models, crop)
                : TargetedMethod.untargeted(named(name));
    }

    private static boolean isFaceCloak(String name) {
        return name.equals(FACECLOAK) || name.equals(FACECLOAK_ALL);
    }

    /** A generative method as a graph on pictures in [-1, 1] of this side. */
    ProtectionMethod generator(Path file, int size) throws IOException {
        OnnxProtector generator = OnnxProtector.open(file, InputSpec.arcface().withSize(size), Device.cpu());
        generators.add(generator);
        return generator;
    }

    private List<AlignedFace> targets(List<FacePhoto> strangers) throws IOException {
        List<AlignedFace> targets = new ArrayList<>();
        for (FacePhoto stranger : strangers) {
            if (targets.size() == TARGETS) {
                break;
            }
            crop.portrait(stranger.file(), models.detector()).ifPresent(portrait -> targets.add(portrait.aligned()));
        }
        return targets;
    }

    private List<LayerActivations> openNetworks() {
        for (Embedder surrogate : Surrogates.named(settings.surrogates(), models)) {
            Path file = modelsDirectory.resolve("recognisers").resolve(surrogate.name() + ".onnx");
            // What the directory lacks was added from the jar.
            networks.add(
                    Files.exists(file)
                            ? LayerActivations.open(file, Device.cpu())
                            : LayerActivations.ofBundled(surrogate.name(), Device.cpu()));
        }
        return List.copyOf(networks);
    }

    @Override
    public void close() {
        generators.forEach(OnnxProtector::close);
        networks.forEach(LayerActivations::close);
    }
}
