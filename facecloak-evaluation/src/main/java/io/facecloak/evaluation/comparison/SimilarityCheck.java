package io.facecloak.evaluation.comparison;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** How much the person in a photo looks like the person to protect, before and after protection. Immutable and thread-safe, as its models are. */
public final class SimilarityCheck {

    /** A recogniser and its embedding of the person. */
    private record Reference(Embedder recogniser, List<float[]> person) {}

    private final LandmarkDetector detector;
    private final List<Reference> references;

    private SimilarityCheck(LandmarkDetector detector, List<Reference> references) {
        this.detector = detector;
        this.references = references;
    }

    /**
     * Compares with the largest face of a seed photo, under every recogniser of the models.
     *
     * @throws IllegalArgumentException if the seed shows no face
     */
    public static SimilarityCheck withSeed(FaceModels models, BufferedImage seedPhoto) {
        List<Face> faces = models.detector().detect(seedPhoto);
        if (faces.isEmpty()) {
            throw new IllegalArgumentException(
                    "no face found in the seed photo: give a photo that shows the person's face upright and"
                            + " unobstructed");
        }
        AlignedFace face = FaceAligner.align(seedPhoto, faces.get(0).landmarks());
        List<Reference> references = models.embedders().stream()
                .map(recogniser -> new Reference(recogniser, List.of(recogniser.embed(face))))
                .toList();
        return new SimilarityCheck(models.detector(), references);
    }

    /**
     * Compares with the person whom a cloak remembers, under those recognisers of the models that the cloak was learnt on.
     *
     * @throws IllegalArgumentException if the cloak remembers nobody, or none of the recognisers made what it remembers
     */
    public static SimilarityCheck withCloak(FaceModels models, CloakMask cloak) {
        if (cloak.templates().isEmpty()) {
            throw new IllegalArgumentException(
                    "the cloak does not remember its person: give a seed photo to compare with");
        }
        List<Reference> references = new ArrayList<>();
        for (Embedder recogniser : models.embedders()) {
            List<float[]> person = cloak.templates().stream()
                    .filter(template -> template.fingerprint().equals(recogniser.fingerprint()))
                    .map(PersonTemplate::embedding)
                    .toList();
            if (!person.isEmpty()) {
                references.add(new Reference(recogniser, person));
            }
        }
        if (references.isEmpty()) {
            throw new IllegalArgumentException("none of the models made what the cloak remembers ("
                    + String.join(
                            ", ",
                            cloak.templates().stream()
                                    .map(PersonTemplate::embedderName)
                                    .toList())
                    + "): use those models, or give a seed photo to compare with");
        }
        return new SimilarityCheck(models.detector(), List.copyOf(references));
    }

    /**
     * One entry per recogniser; every face found is compared, the one most like the person counts.
     *
     * @return empty if no face is found in {@code before}
     */
    public List<Similarity> compare(BufferedImage before, BufferedImage after) {
        // Both versions are cropped at the faces of the original: the recogniser, not the detector, is under test.
        List<Face> faces = detector.detect(before);
        if (faces.isEmpty()) {
            return List.of();
        }
        List<AlignedFace> clean = aligned(faces, before);
        List<AlignedFace> cloaked = aligned(faces, after);
        return references.stream()
                .map(reference -> new Similarity(
                        reference.recogniser().name(),
                        best(reference, clean),
                        best(reference, cloaked),
                        reference.recogniser().matchThreshold()))
                .toList();
    }

    private static List<AlignedFace> aligned(List<Face> faces, BufferedImage photo) {
        return faces.stream()
                .map(face -> FaceAligner.align(photo, face.landmarks()))
                .toList();
    }

    private static double best(Reference reference, List<AlignedFace> faces) {
        double best = -1;
        for (float[] embedding : reference.recogniser().embed(faces)) {
            for (float[] person : reference.person()) {
                best = Math.max(best, Embedding.similarity(person, embedding));
            }
        }
        return best;
    }
}
