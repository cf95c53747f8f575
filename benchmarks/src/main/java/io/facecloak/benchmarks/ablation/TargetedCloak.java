package io.facecloak.benchmarks.ablation;

import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.Protector;
import io.facecloak.evaluation.TargetedMethod;
import io.facecloak.evaluation.UnprotectableException;
import io.facecloak.evaluation.baseline.AlignedDelta;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Portrait;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.FaceModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * FaceCloak's image-specific mode towards a target (paper, section IV-A2 and Table III): a fresh cloak per photo, whose far anchor is the
 * target's embedding. Thread-safe, as its models are.
 */
public final class TargetedCloak implements TargetedMethod {

    private final String name;
    private final FaceModels models;
    private final FaceCrop crop;
    private final CloakLearning learning;

    /**
     * @throws IllegalArgumentException if the models lack a surrogate that the settings name
     */
    public TargetedCloak(String name, CloakSettings settings, FaceModels models, FaceCrop crop) {
        this.name = Objects.requireNonNull(name, "name");
        this.models = Objects.requireNonNull(models, "models");
        this.crop = Objects.requireNonNull(crop, "crop");
        this.learning =
                new CloakLearning(settings, Surrogates.named(settings.surrogates(), models), models.synthesizer());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Protector protectorTowards(FacePhoto face, FacePhoto target) throws IOException, UnprotectableException {
        BufferedImage picture =
                SrgbView.of(new PhotoReader().read(target.file()).upright());
        Optional<Face> found = crop.face(picture, models.detector());
        if (found.isEmpty()) {
            throw new UnprotectableException("no face found in the target " + target.file(), null);
        }
        AlignedFace other = FaceAligner.align(picture, found.get().landmarks());
        return (photo, where) -> AlignedDelta.add(
                learning.learn(new Portrait(photo, where.landmarks()), Optional.of(other))
                        .delta(),
                photo,
                where);
    }
}
