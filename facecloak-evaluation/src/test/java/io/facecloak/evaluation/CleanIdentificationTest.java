package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.model.FaceModels;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without a cloak the public recognisers find nearly everybody: otherwise measured protection would mean nothing. */
class CleanIdentificationTest {

    private static final int STRANGERS = 150;
    private static final int PHOTOS_PER_PERSON = 5;

    @Test
    void unprotectedPeopleAreFound() throws IOException {
        Path directory = Shared.path("models");
        List<FacePhoto> people = PhotoFolders.people(Shared.path("faces/eval/lfw10"));
        List<FacePhoto> strangers = PhotoFolders.distractors(Shared.path("faces/gallery/utk"));
        List<FacePhoto> few = people.stream()
                .filter(photo -> people.stream()
                                .filter(other -> other.identity().equals(photo.identity()))
                                .toList()
                                .indexOf(photo)
                        < PHOTOS_PER_PERSON)
                .toList();
        try (FaceModels models = FaceModels.directory(directory)) {
            PhotoEmbedder embedder = new PhotoEmbedder(
                    models.detector(), FaceCrop.CENTRAL, EmbeddingCache.NONE, EvaluationProgress.NONE);
            List<EmbeddedPhotos> own = embedder.embed(few, models.embedders());
            List<EmbeddedPhotos> others = embedder.embed(strangers.subList(0, STRANGERS), models.embedders());
            for (int r = 0; r < models.embedders().size(); r++) {
                assertEquals(List.of(), own.get(r).leftOut());
                double psr = new Identification(own.get(r).embeddings())
                        .evaluate(own.get(r).embeddings(), others.get(r).vectors())
                        .top(1)
                        .psr();
                String name = models.embedders().get(r).name();
                assertTrue(psr <= 0.1, () -> name + " misses " + 100 * psr + " % of unprotected probes");
            }
        }
    }
}
