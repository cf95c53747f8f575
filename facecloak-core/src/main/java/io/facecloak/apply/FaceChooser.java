package io.facecloak.apply;

import io.facecloak.image.AlignedFace;
import io.facecloak.image.Face;
import io.facecloak.image.FaceAligner;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Decides which faces get the cloak. Immutable and thread-safe. */
final class FaceChooser {

    private final FacePolicy policy;
    private final Map<Embedder, List<PersonTemplate>> templates = new LinkedHashMap<>();

    /**
     * @throws IllegalStateException if the policy is MATCH and the cloak holds no templates
     * @throws ModelException if the policy is MATCH and no matcher made any of them
     */
    FaceChooser(CloakMask cloak, List<Embedder> matchers, FacePolicy policy) {
        this.policy = policy;
        if (policy == FacePolicy.MATCH) {
            if (cloak.templates().isEmpty()) {
                throw new IllegalStateException(
                        "the cloak holds no templates to match faces with; use FacePolicy.LARGEST or ALL, or learn it with templates");
            }
            for (Embedder matcher : matchers) {
                List<PersonTemplate> own = cloak.templates().stream()
                        .filter(template -> template.fingerprint().equals(matcher.fingerprint()))
                        .toList();
                if (!own.isEmpty()) {
                    templates.put(matcher, own);
                }
            }
            if (templates.isEmpty()) {
                throw new ModelException("no recogniser at hand ("
                        + matchers.stream().map(Embedder::name).toList()
                        + ") made the cloak's templates ("
                        + cloak.templates().stream()
                                .map(PersonTemplate::embedderName)
                                .toList()
                        + "); supply one of these, or use FacePolicy.LARGEST or ALL");
            }
        }
    }

    /** @param view the photo as models see it */
    List<FaceOutcome> choose(List<Face> faces, BufferedImage view) {
        Face largest = largest(faces);
        return faces.stream().map(face -> judge(face, largest, view)).toList();
    }

    private FaceOutcome judge(Face face, Face largest, BufferedImage view) {
        // Written so that eyes at NaN count as too small.
        if (!(face.landmarks().eyeDistance() >= CloakApplier.MIN_EYE_DISTANCE)) {
            return new FaceOutcome(face, Decision.TOO_SMALL, OptionalDouble.empty());
        }
        return switch (policy) {
            case MATCH -> match(face, view);
            case LARGEST ->
                new FaceOutcome(
                        face, face == largest ? Decision.CLOAKED : Decision.NOT_LARGEST, OptionalDouble.empty());
            case ALL -> new FaceOutcome(face, Decision.CLOAKED, OptionalDouble.empty());
        };
    }

    private FaceOutcome match(Face face, BufferedImage view) {
        AlignedFace aligned = FaceAligner.align(view, face.landmarks());
        double bestMargin = Double.NEGATIVE_INFINITY;
        double similarity = Double.NaN;
        for (Map.Entry<Embedder, List<PersonTemplate>> entry : templates.entrySet()) {
            float[] embedding = entry.getKey().embed(aligned);
            for (PersonTemplate template : entry.getValue()) {
                double candidate = template.similarity(embedding);
                if (candidate - template.matchThreshold() > bestMargin) {
                    bestMargin = candidate - template.matchThreshold();
                    similarity = candidate;
                }
            }
        }
        Decision decision = bestMargin >= 0 ? Decision.CLOAKED : Decision.OTHER_PERSON;
        return new FaceOutcome(face, decision, OptionalDouble.of(similarity));
    }

    private static Face largest(List<Face> faces) {
        Face largest = null;
        for (Face face : faces) {
            if (largest == null || face.box().area() > largest.box().area()) {
                largest = face;
            }
        }
        return largest;
    }
}
