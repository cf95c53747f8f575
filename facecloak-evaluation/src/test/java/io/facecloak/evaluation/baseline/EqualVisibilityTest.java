package io.facecloak.evaluation.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.evaluation.DrawnPeople;
import io.facecloak.evaluation.EmbeddingCache;
import io.facecloak.evaluation.EvaluationProgress;
import io.facecloak.evaluation.ExperimentSettings;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.FacePhoto;
import io.facecloak.evaluation.GaussianNoise;
import io.facecloak.evaluation.ProtectionExperiment;
import io.facecloak.evaluation.ProtectionMethod;
import io.facecloak.evaluation.Protector;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EqualVisibilityTest {

    @TempDir
    Path folder;

    private final FaceModels models = DrawnPeople.models(new SmoothEmbedder("a", 32, 1));
    private FaceDataset dataset;

    @BeforeEach
    void draw() throws IOException {
        dataset = DrawnPeople.dataset(folder, 2, 3, 1, 5);
    }

    @Test
    void methodsOfAnyStrengthComeOutEquallyVisible() throws IOException {
        EqualVisibility equal = new EqualVisibility(dataset, models.detector(), FaceCrop.CENTRAL, 0.9);
        ProtectionExperiment experiment = new ProtectionExperiment(
                dataset,
                models.detector(),
                models.embedders(),
                ExperimentSettings.DEFAULT.withFalseAcceptRates(List.of()),
                EmbeddingCache.NONE,
                EvaluationProgress.NONE);
        double last = Double.POSITIVE_INFINITY;
        for (double sigma : new double[] {0.02, 0.05, 0.1}) {
            ScaledMethod adjusted = equal.adjusted(noise(sigma));
            assertEquals(0.9, experiment.run(adjusted).meanSsim(), 0.005, adjusted.name());
            assertTrue(adjusted.factor() < last, "stronger changes need a smaller factor");
            last = adjusted.factor();
        }
    }

    @Test
    void aMethodThatChangesNothingCannotBeAdjusted() {
        EqualVisibility equal = new EqualVisibility(dataset, models.detector(), FaceCrop.CENTRAL, 0.9);
        assertThrows(IllegalStateException.class, () -> equal.adjusted(method((photo, face) -> photo)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new EqualVisibility(dataset, models.detector(), FaceCrop.CENTRAL, 1));
    }

    @Test
    void scalingMultipliesTheChangeAndClamps() {
        BufferedImage before = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        BufferedImage after = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        before.setRGB(0, 0, 0x646464);
        after.setRGB(0, 0, 0x665a64);
        before.setRGB(1, 0, 0xfa0500);
        after.setRGB(1, 0, 0xff0000);
        BufferedImage scaled = ScaledMethod.scaled(before, after, 2.5);
        assertEquals(0x694b64, scaled.getRGB(0, 0) & 0xffffff);
        assertEquals(0xff0000, scaled.getRGB(1, 0) & 0xffffff);
    }

    private static ProtectionMethod noise(double sigma) {
        return method((photo, face) -> new GaussianNoise(sigma, 1).disturb(photo));
    }

    private static ProtectionMethod method(Protector protector) {
        return new ProtectionMethod() {
            @Override
            public String name() {
                return "method";
            }

            @Override
            public Protector protectorOf(String identity, List<FacePhoto> seeds) {
                return protector;
            }
        };
    }
}
