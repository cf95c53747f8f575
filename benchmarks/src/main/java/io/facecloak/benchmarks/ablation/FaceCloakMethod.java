package io.facecloak.benchmarks.ablation;

import io.facecloak.FaceCloak;
import io.facecloak.FaceCloakBuilder;
import io.facecloak.Preset;
import io.facecloak.SeedException;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.evaluation.CloakProtector;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.focus.FocusMask;
import io.facecloak.focus.HighPassMask;
import io.facecloak.focus.RegionStickers;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.transform.AlignmentJitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * FaceCloak as a user gets it, with given settings. Cloaks can be kept in a folder, one file per person, so that an interrupted run does
 * not learn them again. Thread-safe, as its models are.
 */
public final class FaceCloakMethod implements ProtectionMethod {

    private final String name;
    private final CloakSettings settings;
    private final FaceModels models;
    private final List<Embedder> surrogates;
    private final ProtectionOptions protection;
    private final Optional<Path> folder;

    /**
     * @param protection how photos are protected with the cloaks, which faces above all; an image-specific cloak gets the place of the face
     * @param folder where cloaks are kept and looked for, which must belong to these settings, models and photos alone
     * @throws IllegalArgumentException if the models lack a surrogate that the settings name
     */
    public FaceCloakMethod(
            String name,
            CloakSettings settings,
            FaceModels models,
            ProtectionOptions protection,
            Optional<Path> folder) {
        this.name = Objects.requireNonNull(name, "name");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.models = Objects.requireNonNull(models, "models");
        this.surrogates = Surrogates.named(settings.surrogates(), models);
        this.protection = Objects.requireNonNull(protection, "protection");
        this.folder = Objects.requireNonNull(folder, "folder");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Protector protectorOf(String identity, List<FacePhoto> seeds) throws IOException, UnprotectableException {
        if (settings.imageSpecific()) {
            return new ImageSpecificCloak(new CloakLearning(settings, surrogates, models.synthesizer()));
        }
        Optional<Path> file = folder.map(place -> place.resolve(fileName(identity)));
        if (file.isPresent() && Files.exists(file.get())) {
            return protector(CloakFile.read(file.get()));
        }
        CloakMask mask = learn(identity, seeds);
        if (file.isPresent()) {
            Files.createDirectories(folder.get());
            CloakFile.write(mask, file.get());
        }
        return protector(mask);
    }

    private Protector protector(CloakMask mask) {
        return new CloakProtector(new PhotoProtector(mask, models.detector(), surrogates, protection));
    }

    private CloakMask learn(String identity, List<FacePhoto> seeds) throws IOException, UnprotectableException {
        boolean real = settings.source() == CloakSettings.ImageSource.REAL;
        int used = real ? settings.images() : 1;
        if (seeds.size() < used) {
            throw new IllegalArgumentException("learning from " + used
                    + " real photos needs as many seeds per person, but " + identity + " has " + seeds.size());
        }
        FaceCloakBuilder builder = FaceCloak.builder()
                .preset(Preset.PAPER)
                .models(models)
                .surrogates(surrogates.toArray(Embedder[]::new))
                .settings(learning -> learning.withSyntheticFaces(real ? 0 : settings.images())
                        .withEpsilon(settings.epsilon() / 255)
                        .withEpsilonRaised(settings.epsilonRaised() / 255)
                        .withStepSize(settings.step() / 255)
                        .withIterations(settings.iterations()))
                .settings(
                        learning -> learning.withOptimizer(learning.optimizer().withUpdateRule(settings.updateRule()))
                                .withFocusMasks(masks(settings).toArray(FocusMask[]::new)))
                .randomSeed(settings.randomSeed());
        if (!settings.focus().contains("A")) {
            builder.settings(
                    learning -> learning.withOptimizer(learning.optimizer().withoutAttention()));
        }
        if (settings.jitter()) {
            builder.settings(
                    learning -> learning.withOptimizer(learning.optimizer().withJitter(AlignmentJitter.DEFAULT)));
        }
        for (FacePhoto seed : seeds.subList(0, used)) {
            builder.seed(seed.file());
        }
        try {
            return builder.build().mask();
        } catch (SeedException e) {
            throw new UnprotectableException(e.getMessage(), e);
        }
    }

    static List<FocusMask> masks(CloakSettings settings) {
        List<FocusMask> masks = new ArrayList<>();
        if (settings.focus().contains("R")) {
            masks.add(new RegionStickers());
        }
        if (settings.focus().contains("H")) {
            masks.add(new HighPassMask());
        }
        return masks;
    }

    /** Names of people may hold anything. */
    private static String fileName(String identity) {
        return HexFormat.of().formatHex(identity.getBytes(StandardCharsets.UTF_8)) + ".cloak";
    }
}
