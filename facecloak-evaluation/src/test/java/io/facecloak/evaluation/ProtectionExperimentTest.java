package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.evaluation.ExperimentResult.RecogniserResult;
import io.facecloak.face.Face;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProtectionExperimentTest {

    /** 54 pairs of different people carry rates down to 0.02. */
    private static final ExperimentSettings SETTINGS =
            ExperimentSettings.DEFAULT.withFalseAcceptRates(List.of(0.1, 0.02, 0.001));

    private static final ProtectionMethod NOTHING = method("nothing", (photo, face) -> photo);

    @TempDir
    Path folder;

    private final FixedModels models =
            FaceFolders.models(new SmoothEmbedder("a", 32, 1), new SmoothEmbedder("b", 24, 2));
    private FaceDataset dataset;

    @BeforeEach
    void draw() throws IOException {
        dataset = FaceDataset.withFirstPhotosAsSeeds(
                PhotoFolders.people(FaceFolders.people(folder.resolve("people"), 4, 3)),
                1,
                PhotoFolders.distractors(FaceFolders.strangers(folder.resolve("strangers"), 50)));
    }

    @Test
    void withoutProtectionTheFiguresAreTheCleanOnes() throws IOException {
        ExperimentResult result = experiment(SETTINGS).run(NOTHING);
        assertEquals(2, result.recognisers().size());
        for (RecogniserResult recogniser : result.recognisers()) {
            assertEquals(8, recogniser.clean().ranks().size());
            assertEquals(recogniser.clean(), recogniser.guarded());
            assertEquals(0, recogniser.clean().top(1).psr());
            assertEquals(2, recogniser.verification().size());
            recogniser.verification().forEach(at -> assertEquals(at.clean(), at.guarded()));
            assertTrue(recogniser.verification().get(0).threshold()
                    <= recogniser.verification().get(1).threshold());
        }
        assertEquals(1, result.meanSsim(), 1e-9);
        assertEquals(Double.POSITIVE_INFINITY, result.meanPsnr());
    }

    @Test
    void aFaceThatBecomesSomebodyElsesIsProtected() throws IOException {
        BufferedImage stranger = FaceFolders.photo(5000, 0);
        ExperimentResult result = experiment(SETTINGS).run(method("swap", (photo, face) -> stranger));
        for (RecogniserResult recogniser : result.recognisers()) {
            assertEquals(1, recogniser.guarded().top(1).psr());
            assertEquals(0, recogniser.clean().top(1).psr());
            assertEquals(1, recogniser.verification().get(1).guarded().psr());
            ProtectionRate.Estimate estimate = recogniser.guarded().top(1).estimate();
            assertEquals(new ProtectionRate.Interval(1, 1), estimate.interval());
            assertEquals(8, estimate.probes());
        }
        assertTrue(result.meanSsim() < 0.6);
    }

    @Test
    void everyPersonIsLearntFromItsOwnSeedsAlone() throws IOException {
        BufferedImage stranger = FaceFolders.photo(5000, 0);
        ProtectionMethod onlyOne = new ProtectionMethod() {
            @Override
            public String name() {
                return "only person-1";
            }

            @Override
            public Protector protectorOf(String identity, List<FacePhoto> seeds) throws UnprotectableException {
                assertEquals(1, seeds.size());
                assertEquals(identity, seeds.get(0).identity());
                if (identity.equals("person-2")) {
                    throw new UnprotectableException("no face in the seed", null);
                }
                return (photo, face) -> identity.equals("person-1") ? stranger : photo;
            }
        };
        ExperimentResult result = experiment(SETTINGS).run(onlyOne);
        assertEquals(Map.of("person-2", "no face in the seed"), result.unprotected());
        assertEquals(
                Map.of("person-2/photo-1.png", Untouched.NO_CLOAK, "person-2/photo-2.png", Untouched.NO_CLOAK),
                result.untouched());
        assertEquals(
                Map.of("person-0", 0.0, "person-1", 1.0, "person-2", 0.0, "person-3", 0.0),
                result.recognisers().get(0).guarded().top(1).psrByIdentity());
    }

    @Test
    void aProbeThatStaysAsItIsCountsAsUnprotectedWhateverTheRecogniserSays() throws IOException {
        BufferedImage stranger = FaceFolders.photo(5000, 0);
        ProtectionMethod half = method("half", new Protector() {
            @Override
            public BufferedImage protect(BufferedImage photo, Face face) {
                return stranger;
            }

            @Override
            public ProbeProtection protect(FacePhoto probe, BufferedImage photo, Face face) {
                boolean missed = probe.name().equals("photo-1.png");
                return new ProbeProtection(stranger, missed ? Optional.of(Untouched.UNMATCHED) : Optional.empty());
            }
        });
        ExperimentResult result = experiment(SETTINGS.withDisturbances(List.of(new Brightness(1))))
                .run(half);
        for (RecogniserResult recogniser : result.recognisers()) {
            assertEquals(0.5, recogniser.guarded().top(1).psr());
            assertEquals(0.5, recogniser.disturbed().get(0).guarded().top(1).psr());
            assertEquals(0.5, recogniser.verification().get(1).guarded().psr());
        }
        assertEquals(8, result.probes());
        assertEquals(4, result.quality().size());
        assertEquals(0.5, result.shareUntouched(Untouched.UNMATCHED));
        assertEquals(0, result.shareUntouched(Untouched.NO_FACE));
    }

    @Test
    void aProbeWithoutAFaceCountsAsUnprotected() throws IOException {
        BufferedImage stranger = FaceFolders.photo(5000, 0);
        Path faceless = folder.resolve("people/person-3/photo-2.png");
        FaceFolders.write(new Contrast(0).disturb(stranger), faceless);
        LandmarkDetector detector = new LandmarkDetector() {
            @Override
            public List<Face> detect(BufferedImage photo) {
                return photo.getRGB(0, 0) == photo.getRGB(75, 75)
                        ? List.of()
                        : models.detector().detect(photo);
            }

            @Override
            public void close() {}
        };
        ExperimentResult result = new ProtectionExperiment(
                        dataset,
                        detector,
                        models.embedders(),
                        SETTINGS.withFalseAcceptRates(List.of(0.03)),
                        EmbeddingCache.NONE,
                        EvaluationProgress.NONE)
                .run(method("swap", (photo, face) -> stranger));
        assertEquals(Map.of("person-3/photo-2.png", Untouched.NO_FACE), result.untouched());
        for (RecogniserResult recogniser : result.recognisers()) {
            assertEquals(7.0 / 8, recogniser.guarded().top(5).psr());
            assertEquals(8, recogniser.clean().ranks().size());
            // Both pairs of the photo without a face count, and of its person's other probe one is left.
            assertEquals(13.0 / 15, recogniser.verification().get(0).guarded().psr());
        }
    }

    @Test
    void disturbancesAreMeasuredOnCleanAndProtectedPhotos() throws IOException {
        ExperimentSettings settings = SETTINGS.withDisturbances(List.of(new Brightness(1), new Contrast(0)));
        RecogniserResult recogniser =
                experiment(settings).run(NOTHING).recognisers().get(0);
        assertEquals(
                List.of("brightness 1.00", "contrast 0.00"),
                recogniser.disturbed().stream()
                        .map(ExperimentResult.DisturbedResult::disturbance)
                        .toList());
        assertEquals(recogniser.clean(), recogniser.disturbed().get(0).clean());
        assertEquals(recogniser.clean(), recogniser.disturbed().get(0).guarded());
        // Grey areas look like nobody.
        assertTrue(recogniser.disturbed().get(1).clean().top(1).psr() > 0);
    }

    @Test
    void furtherMetricsAreMeasuredOnEveryProbe() throws IOException {
        ImageMetric metric = new ImageMetric() {
            @Override
            public String name() {
                return "MSE";
            }

            @Override
            public String fingerprint() {
                return "";
            }

            @Override
            public double of(BufferedImage reference, BufferedImage test) {
                return ImageQuality.mse(reference, test);
            }
        };
        ProtectionMethod darker = method("darker", (photo, face) -> new Brightness(0.8).disturb(photo));
        ExperimentResult result =
                experiment(SETTINGS.withMetrics(List.of(metric))).run(darker);
        ExperimentResult.ProbeQuality probe = result.quality().get(0);
        assertEquals(10 * Math.log10(255 * 255 / probe.metrics().get("MSE")), probe.psnr(), 1e-9);
        assertEquals(
                result.quality().stream()
                        .mapToDouble(each -> each.metrics().get("MSE"))
                        .average()
                        .orElseThrow(),
                result.meanMetrics().get("MSE"),
                1e-9);
    }

    @Test
    void aSecondRunGivesTheSameFigures() throws IOException {
        ProtectionMethod darker = method("darker", (photo, face) -> new Brightness(0.8).disturb(photo));
        Path cache = folder.resolve("cache");
        ExperimentResult first = experiment(SETTINGS, EmbeddingCache.in(cache)).run(darker);
        assertEquals(first, experiment(SETTINGS, EmbeddingCache.in(cache)).run(darker));
        assertEquals(first, experiment(SETTINGS).run(darker));
    }

    private ProtectionExperiment experiment(ExperimentSettings settings) throws IOException {
        return experiment(settings, EmbeddingCache.NONE);
    }

    private ProtectionExperiment experiment(ExperimentSettings settings, EmbeddingCache cache) throws IOException {
        return new ProtectionExperiment(
                dataset, models.detector(), models.embedders(), settings, cache, EvaluationProgress.NONE);
    }

    private static ProtectionMethod method(String name, Protector protector) {
        return new ProtectionMethod() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Protector protectorOf(String identity, List<FacePhoto> seeds) {
                return protector;
            }
        };
    }
}
