package io.facecloak.benchmarks.ablation;

import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.evaluation.baseline.AlignedDelta;
import io.facecloak.face.Face;
import io.facecloak.face.Portrait;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.FaceModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * FaceCloak on the terms of the baselines: it gets the place of the face, in the seed and in every photo, and cloaks it. What a person gets is
 * {@link FaceCloakMethod}'s. Thread-safe, as its models are.
 */
public final class KnownFaceCloak implements ProtectionMethod {

    private final String name;
    private final FaceModels models;
    private final FaceCrop crop;
    private final boolean imageSpecific;
    private final CloakLearning learning;

    /**
     * @throws IllegalArgumentException if the models lack a surrogate that the settings name
     */
    public KnownFaceCloak(String name, CloakSettings settings, FaceModels models, FaceCrop crop) {
        this.name = Objects.requireNonNull(name, "name");
        this.models = Objects.requireNonNull(models, "models");
        this.crop = Objects.requireNonNull(crop, "crop");
        this.imageSpecific = settings.imageSpecific();
        this.learning =
                new CloakLearning(settings, Surrogates.named(settings.surrogates(), models), models.synthesizer());
    }

    @Override
    public String name() {
        return name;
    }

    /** Learns from the first seed. */
    @Override
    public Protector protectorOf(String identity, List<FacePhoto> seeds) throws IOException, UnprotectableException {
        if (imageSpecific) {
            return new ImageSpecificCloak(learning);
        }
        BufferedImage picture =
                SrgbView.of(new PhotoReader().read(seeds.get(0).file()).upright());
        Optional<Face> face = crop.face(picture, models.detector());
        if (face.isEmpty()) {
            throw new UnprotectableException("no face found in " + seeds.get(0).file(), null);
        }
        float[] delta =
                learning.learn(new Portrait(picture, face.get().landmarks())).delta();
        return (photo, where) -> AlignedDelta.add(delta, photo, where);
    }
}
