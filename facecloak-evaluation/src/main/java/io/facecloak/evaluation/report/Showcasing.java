package io.facecloak.evaluation.report;

import io.facecloak.evaluation.FaceCrop;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Portrait;
import io.facecloak.focus.FocusMask;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the parts of a {@link Showcase} from a cloak and the photos that it is on. Thread-safe, as its models are. */
public final class Showcasing {

    private final FaceModels models;
    private final FaceCrop crop;

    /** @param crop which face of a photo is meant */
    public Showcasing(FaceModels models, FaceCrop crop) {
        this.models = Objects.requireNonNull(models, "models");
        this.crop = Objects.requireNonNull(crop, "crop");
    }

    /**
     * A photo before and after, and how alike it is to the person under every recogniser; the face is detected anew in the protected photo.
     *
     * @param face where the protected face is in {@code before}
     * @param person the face of the seed
     */
    public Showcase.Comparison comparison(
            String caption, BufferedImage before, BufferedImage after, Face face, AlignedFace person) {
        Landmarks found =
                crop.face(after, models.detector()).map(Face::landmarks).orElse(face.landmarks());
        AlignedFace clean = FaceAligner.align(before, face.landmarks());
        AlignedFace guarded = FaceAligner.align(after, found);
        List<Showcase.Similarity> similarities = new ArrayList<>();
        for (Embedder recogniser : models.embedders()) {
            float[][] embeddings = recogniser.embed(List.of(person, clean, guarded));
            similarities.add(new Showcase.Similarity(
                    recogniser.name(),
                    Embedding.similarity(embeddings[0], embeddings[1]),
                    Embedding.similarity(embeddings[0], embeddings[2]),
                    recogniser.matchThreshold()));
        }
        return new Showcase.Comparison(caption, before, after, similarities);
    }

    /**
     * The seed, where its focus masks raise the budget, the attention, δ, and both together (the paper's Figure 2).
     *
     * @param attention A after the last iteration, where it is known
     * @param delta the effective perturbation in [0, 1] pixel units
     * @param largest the larger budget in the same units
     */
    public static List<Showcase.Plate> anatomy(
            Portrait seed, List<FocusMask> masks, Optional<float[]> attention, float[] delta, double largest) {
        AlignedFace face = seed.aligned();
        Landmarks landmarks = seed.landmarks().map(FaceAligner.toAligned(seed.landmarks())::apply);
        List<Showcase.Plate> plates = new ArrayList<>();
        plates.add(new Showcase.Plate("Seed, aligned", face.toPicture()));
        masks.forEach(
                mask -> plates.add(new Showcase.Plate(title(mask), ReportPictures.mask(mask.raised(face, landmarks)))));
        attention.ifPresent(
                values -> plates.add(new Showcase.Plate("Learnable Attention", ReportPictures.map(values))));
        plates.add(new Showcase.Plate(
                "δ (±" + Math.round(largest * 255) + " levels)", ReportPictures.perturbation(delta, largest)));
        plates.add(new Showcase.Plate("Seed with δ", face.plus(delta).toPicture()));
        return plates;
    }

    /** {@code region-stickers} as the paper writes it: Region-Stickers. */
    private static String title(FocusMask mask) {
        return Arrays.stream(mask.name().split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining("-"));
    }
}
