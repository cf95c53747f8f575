package io.facecloak.benchmarks.ablation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.evaluation.DrawnPeople;
import io.facecloak.evaluation.EmbeddingCache;
import io.facecloak.evaluation.EvaluationProgress;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.GroupsExperiment;
import io.facecloak.evaluation.GroupsResult.RecogniserGroups;
import io.facecloak.evaluation.TargetGroups;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.SrgbView;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetedCloakTest {

    /** As strong as a cloak may be, for what is tested is where it leads. */
    private static final CloakSettings STRONG = new CloakSettings(
            100,
            100,
            10,
            15,
            1,
            "",
            CloakSettings.ImageSource.SYNTHETIC,
            List.of("a"),
            UpdateRule.AVERAGED,
            false,
            true,
            0);

    @TempDir
    private Path folder;

    private final Embedder embedder = new SmoothEmbedder("a", 32, 1);
    private final FaceModels models = DrawnPeople.models(embedder);
    private FaceDataset dataset;

    @BeforeEach
    void draw() throws IOException {
        dataset = DrawnPeople.dataset(folder, 4, 3, 1, 3);
    }

    @Test
    void leadsTowardsTheTargetAndNotElsewhere() throws Exception {
        FacePhoto person = dataset.probes().get(0);
        TargetedCloak cloak = new TargetedCloak("FaceCloak", STRONG, models, FaceCrop.CENTRAL);
        for (FacePhoto target : dataset.distractors().subList(0, 2)) {
            BufferedImage photo = read(person);
            Face face = models.detector().detect(photo).get(0);
            BufferedImage after = cloak.protectorTowards(person, target).protect(photo, face);
            double gain = similarity(after, read(target), face) - similarity(photo, read(target), face);
            FacePhoto other = dataset.distractors().get(2);
            double elsewhere = similarity(after, read(other), face) - similarity(photo, read(other), face);
            assertTrue(gain > 0.2 && gain > elsewhere + 0.1, target + ": " + gain + ", " + elsewhere);
        }
    }

    @Test
    void theGroupsProtocolMeasuresIt() throws IOException {
        List<FacePhoto> faces = dataset.identities().stream()
                .map(identity -> dataset.probesOf(identity).get(0))
                .toList();
        GroupsExperiment experiment = new GroupsExperiment(
                TargetGroups.draw(faces, dataset.distractors(), 2, 1),
                dataset.gallery(),
                models.detector(),
                models.embedders(),
                FaceCrop.CENTRAL,
                0.1,
                EmbeddingCache.NONE,
                EvaluationProgress.NONE);
        RecogniserGroups result = experiment
                .run(new TargetedCloak("FaceCloak", STRONG, models, FaceCrop.CENTRAL))
                .recognisers()
                .get(0);
        assertTrue(result.dodging().psr() > 0.7, result::toString);
        assertTrue(result.impersonation().psr() > result.cleanImpersonation().psr(), result::toString);
    }

    private double similarity(BufferedImage one, BufferedImage other, Face where) {
        float[] a = embedder.embed(FaceAligner.align(one, where.landmarks()));
        float[] b = embedder.embed(FaceAligner.align(other, where.landmarks()));
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static BufferedImage read(FacePhoto photo) throws IOException {
        return SrgbView.of(new PhotoReader().read(photo.file()).upright());
    }
}
