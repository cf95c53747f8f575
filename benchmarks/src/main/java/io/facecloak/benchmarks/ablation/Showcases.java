package io.facecloak.benchmarks.ablation;

import io.facecloak.benchmarks.baseline.AlignedDelta;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.focus.HighPassMask;
import io.facecloak.focus.RegionStickers;
import io.facecloak.image.AlignedFace;
import io.facecloak.image.Face;
import io.facecloak.image.FaceAligner;
import io.facecloak.image.Landmarks;
import io.facecloak.image.PhotoReader;
import io.facecloak.image.Portrait;
import io.facecloak.image.SrgbView;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.report.ReportPictures;
import io.facecloak.report.Showcase;
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

    /**
     * @throws IllegalArgumentException if the models lack a surrogate that the settings name
     */
    public Showcases(CloakSettings settings, FaceModels models, FaceCrop crop) {
        this.settings = settings;
        this.models = models;
        this.crop = crop;
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
                comparisons.add(comparison(probe, before, where.get(), learnt.delta(), portrait.aligned()));
            }
        }
        return Optional.of(new Showcase(
                identity,
                comparisons,
                learnt.syntheticFaces().stream().map(AlignedFace::toPicture).toList(),
                anatomy(portrait, learnt)));
    }

    private Showcase.Comparison comparison(
            FacePhoto probe, BufferedImage before, Face face, float[] delta, AlignedFace person) {
        BufferedImage after = AlignedDelta.add(delta, before, face);
        Landmarks found =
                crop.face(after, models.detector()).map(Face::landmarks).orElse(face.landmarks());
        AlignedFace clean = FaceAligner.align(before, face.landmarks());
        AlignedFace guarded = FaceAligner.align(after, found);
        List<Showcase.Similarity> similarities = new ArrayList<>();
        for (Embedder recogniser : models.embedders()) {
            float[][] embeddings = recogniser.embed(List.of(person, clean, guarded));
            similarities.add(new Showcase.Similarity(
                    recogniser.name(),
                    cosine(embeddings[0], embeddings[1]),
                    cosine(embeddings[0], embeddings[2]),
                    recogniser.matchThreshold()));
        }
        return new Showcase.Comparison(probe.name(), before, after, similarities);
    }

    private List<Showcase.Plate> anatomy(Portrait portrait, CloakLearning.Learnt learnt) {
        AlignedFace face = portrait.aligned();
        Landmarks landmarks = portrait.landmarks().map(FaceAligner.toAligned(portrait.landmarks())::apply);
        List<Showcase.Plate> plates = new ArrayList<>();
        plates.add(new Showcase.Plate("Seed, aligned", face.toPicture()));
        if (settings.focus().contains("R")) {
            plates.add(new Showcase.Plate(
                    "Region-Stickers", ReportPictures.mask(new RegionStickers().raised(face, landmarks))));
        }
        if (settings.focus().contains("A")) {
            plates.add(new Showcase.Plate("Learnable Attention", ReportPictures.map(learnt.attention())));
        }
        if (settings.focus().contains("H")) {
            plates.add(new Showcase.Plate(
                    "High-Pass Mask", ReportPictures.mask(new HighPassMask().raised(face, landmarks))));
        }
        plates.add(new Showcase.Plate(
                "δ (±" + Math.round(Math.max(settings.epsilon(), settings.epsilonRaised())) + " levels)",
                ReportPictures.perturbation(
                        learnt.delta(), Math.max(settings.epsilon(), settings.epsilonRaised()) / 255)));
        plates.add(new Showcase.Plate("Seed with δ", face.plus(learnt.delta()).toPicture()));
        return plates;
    }

    private static BufferedImage read(FacePhoto photo) throws IOException {
        return SrgbView.of(new PhotoReader().read(photo.file()).upright());
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
