package io.facecloak.internal.apply;

import io.facecloak.face.AlignedFace;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares faces with a cloak's person. Immutable and thread-safe. */
final class PersonMatcher {

    /** Faces per run of a recogniser, so that a crowd takes no more memory than a few people. */
    private static final int BATCH = 32;

    private final Map<Embedder, List<PersonTemplate>> templates = new LinkedHashMap<>();

    /**
     * How far below a threshold a face is still perhaps the person: of 18 faces that the bundled recognisers missed among 1,079, 13 are within
     * it, and a tenth of strangers (docs/who-is-cloaked.md).
     */
    static final double DOUBT = 0.05;

    /**
     * @param cosine similarity to the template that comes closest to matching
     * @param margin by how much it exceeds that template's threshold; negative if it stays below
     */
    record Likeness(double cosine, double margin) {

        boolean matches() {
            return margin >= 0;
        }

        /** Whether it does not match, but nearly. */
        boolean nearlyMatches() {
            return margin < 0 && margin >= -DOUBT;
        }
    }

    /**
     * @throws IllegalStateException if the cloak holds no templates
     * @throws ModelException if no matcher made any of them
     */
    PersonMatcher(CloakMask cloak, List<Embedder> matchers) {
        if (cloak.templates().isEmpty()) {
            throw new IllegalStateException(
                    "the cloak holds no templates to match faces with; use FacePolicy.LARGEST or"
                            + " ALL and measure no similarity, or learn it with templates");
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

    /** Loads the recognisers now. */
    void prepare() {
        templates.keySet().forEach(Embedder::prepare);
    }

    /** One answer per face, in order. */
    List<Likeness> compare(List<AlignedFace> faces) {
        List<Likeness> answers = new ArrayList<>(faces.size());
        for (int from = 0; from < faces.size(); from += BATCH) {
            List<AlignedFace> batch = faces.subList(from, Math.min(faces.size(), from + BATCH));
            Map<Embedder, float[][]> embeddings = new LinkedHashMap<>();
            templates.keySet().forEach(recogniser -> embeddings.put(recogniser, recogniser.embed(batch)));
            for (int i = 0; i < batch.size(); i++) {
                answers.add(closest(embeddings, i));
            }
        }
        return answers;
    }

    private Likeness closest(Map<Embedder, float[][]> embeddings, int face) {
        double bestMargin = Double.NEGATIVE_INFINITY;
        double cosine = Double.NaN;
        for (Map.Entry<Embedder, List<PersonTemplate>> entry : templates.entrySet()) {
            for (PersonTemplate template : entry.getValue()) {
                double candidate = template.similarity(embeddings.get(entry.getKey())[face]);
                if (candidate - template.matchThreshold() > bestMargin) {
                    bestMargin = candidate - template.matchThreshold();
                    cosine = candidate;
                }
            }
        }
        return new Likeness(cosine, bestMargin);
    }
}
