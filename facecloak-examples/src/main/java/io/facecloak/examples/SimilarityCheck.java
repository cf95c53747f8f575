package io.facecloak.examples;

import io.facecloak.image.AlignedFace;
import io.facecloak.image.Face;
import io.facecloak.image.FaceAligner;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How much the person in a photo looks like the seed to each recogniser, before and after protection. */
final class SimilarityCheck {

    private final FaceModels models;
    private final List<float[]> seed;

    SimilarityCheck(FaceModels models, BufferedImage seedPhoto) {
        this.models = models;
        AlignedFace face =
                aligned(models.detector().detect(seedPhoto), seedPhoto).get(0);
        this.seed = models.embedders().stream().map(e -> e.embed(face)).toList();
    }

    /** One line per recogniser; every face found is compared, the one most like the seed counts. */
    List<String> compare(BufferedImage before, BufferedImage after) {
        // Both versions are cropped at the faces of the original: the recogniser, not the detector, is under test.
        List<Face> faces = models.detector().detect(before);
        List<String> lines = new ArrayList<>();
        if (faces.isEmpty()) {
            return lines;
        }
        List<AlignedFace> clean = aligned(faces, before);
        List<AlignedFace> cloaked = aligned(faces, after);
        for (int i = 0; i < seed.size(); i++) {
            Embedder recogniser = models.embedders().get(i);
            lines.add(String.format(
                    Locale.ROOT,
                    "%-24s similarity to the seed %5.2f -> %5.2f (same person from %.2f)",
                    recogniser.name(),
                    best(recogniser, clean, seed.get(i)),
                    best(recogniser, cloaked, seed.get(i)),
                    recogniser.matchThreshold()));
        }
        return lines;
    }

    private static List<AlignedFace> aligned(List<Face> faces, BufferedImage photo) {
        return faces.stream()
                .map(face -> FaceAligner.align(photo, face.landmarks()))
                .toList();
    }

    private static double best(Embedder recogniser, List<AlignedFace> faces, float[] seed) {
        double best = -1;
        for (float[] embedding : recogniser.embed(faces)) {
            double cosine = 0;
            for (int i = 0; i < seed.length; i++) {
                cosine += (double) seed[i] * embedding[i];
            }
            best = Math.max(best, cosine);
        }
        return best;
    }
}
