package io.facecloak;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What recognises a person: for each recogniser one template per real photo, the mean of the face and its mirror image. Synthetic faces make
 * none: as further templates they were measured to take more strangers for the person at an equal share of missed faces.
 */
final class PersonTemplates {

    private PersonTemplates() {}

    /**
     * The templates of some faces.
     *
     * @param recognisers how many there are, which share the room that a cloak has
     */
    static List<PersonTemplate> of(Embedder recogniser, List<AlignedFace> faces, int recognisers) {
        List<PersonTemplate> templates = new ArrayList<>();
        for (AlignedFace face : faces) {
            templates.add(template(recogniser, face, recogniser.matchThreshold()));
        }
        return spread(templates, room(recognisers));
    }

    /**
     * These templates and those of one more face; where there is no room for it, it takes the place of what is most like another one.
     *
     * @param recognisers those without templates do nothing
     */
    static List<PersonTemplate> plus(
            List<PersonTemplate> templates, Collection<Embedder> recognisers, AlignedFace face) {
        Map<String, List<PersonTemplate>> byRecogniser = new LinkedHashMap<>();
        for (PersonTemplate template : templates) {
            byRecogniser
                    .computeIfAbsent(template.fingerprint(), any -> new ArrayList<>())
                    .add(template);
        }
        for (Embedder recogniser : recognisers) {
            List<PersonTemplate> own = byRecogniser.get(recogniser.fingerprint());
            if (own != null) {
                own.add(0, template(recogniser, face, own.get(0).matchThreshold()));
            }
        }
        int room = room(byRecogniser.size());
        return byRecogniser.values().stream()
                .flatMap(own -> spread(own, room).stream())
                .toList();
    }

    private static int room(int recognisers) {
        return Math.max(1, CloakMask.MAX_TEMPLATES / recognisers);
    }

    private static PersonTemplate template(Embedder recogniser, AlignedFace face, double threshold) {
        float[][] both = recogniser.embed(List.of(face, face.mirrored()));
        return new PersonTemplate(
                recogniser.name(), recogniser.fingerprint(), threshold, Embedding.normalisedMean(List.of(both)));
    }

    /** The first, then always the one least like those chosen. */
    private static List<PersonTemplate> spread(List<PersonTemplate> templates, int count) {
        if (templates.size() <= count) {
            return templates;
        }
        List<PersonTemplate> chosen = new ArrayList<>(templates.subList(0, 1));
        List<PersonTemplate> left = new ArrayList<>(templates.subList(1, templates.size()));
        while (chosen.size() < count) {
            PersonTemplate next = left.stream()
                    .min(Comparator.comparingDouble(candidate -> closest(candidate, chosen)))
                    .orElseThrow();
            left.remove(next);
            chosen.add(next);
        }
        return chosen;
    }

    private static double closest(PersonTemplate candidate, List<PersonTemplate> chosen) {
        return chosen.stream()
                .mapToDouble(template -> template.similarity(candidate.embedding()))
                .max()
                .orElseThrow();
    }
}
