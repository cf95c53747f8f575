package io.facecloak.benchmarks.ablation;

import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.baseline.AlignedDelta;
import io.facecloak.evaluation.report.Showcase;
import io.facecloak.evaluation.report.Showcasing;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.Portrait;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.FaceModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pictures of what a cloak does, and of how it came about (the paper's Figure 2), for a report. */
public final class Showcases {

    private final CloakSettings settings;
    private final FaceModels models;
    private final FaceCrop crop;
    private final CloakLearning learning;
    private final Showcasing showcasing;

    /**
     * @throws IllegalArgumentException if the models lack a surrogate that the settings name
     */
    public Showcases(CloakSettings settings, FaceModels models, FaceCrop crop) {
        this.settings = settings;
        this.models = models;
        this.crop = crop;
        this.showcasing = new Showcasing(models, crop);
        this.learning =
                new CloakLearning(settings, Surrogates.named(settings.surrogates(), models), models.synthesizer());
    }

    /**
     * Learns a cloak from a person's first seed and shows it on the person's first probes.
     *
     * @return nothing if no face is found in the seed
     * @throws IOException if a photo cannot be read
     */
    public Optional<Showcase> of(FaceDataset dataset, String identity, int photos) throws IOException {
        BufferedImage seed = read(dataset.seedsOf(identity).get(0));
        Optional<Face> face = crop.face(seed, models.detector());
        if (face.isEmpty()) {
            return Optional.empty();
        }
        Portrait portrait = new Portrait(seed, face.get().landmarks());
        CloakLearning.Learnt learnt = learning.learn(portrait);
        List<Showcase.Comparison> comparisons = new ArrayList<>();
        for (FacePhoto probe : dataset.probesOf(identity).stream().limit(photos).toList()) {
            BufferedImage before = read(probe);
            Optional<Face> where = crop.face(before, models.detector());
            if (where.isPresent()) {
                comparisons.add(showcasing.comparison(
                        probe.name(),
                        before,
                        AlignedDelta.add(learnt.delta(), before, where.get()),
                        where.get(),
                        portrait.aligned()));
            }
        }
        return Optional.of(new Showcase(
                identity,
                comparisons,
                learnt.syntheticFaces().stream().map(AlignedFace::toPicture).toList(),
                Showcasing.anatomy(
                        portrait,
                        FaceCloakMethod.masks(settings),
                        settings.focus().contains("A") ? Optional.of(learnt.attention()) : Optional.empty(),
                        learnt.delta(),
                        Math.max(settings.epsilon(), settings.epsilonRaised()) / 255)));
    }

    private static BufferedImage read(FacePhoto photo) throws IOException {
        return SrgbView.of(new PhotoReader().read(photo.file()).upright());
    }
}
