package io.facecloak.benchmarks.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.evaluation.DrawnPeople;
import io.facecloak.evaluation.EmbeddingCache;
import io.facecloak.evaluation.EvaluationProgress;
import io.facecloak.evaluation.ExperimentResult;
import io.facecloak.evaluation.ExperimentSettings;
import io.facecloak.evaluation.FaceCrop;
import io.facecloak.evaluation.FaceDataset;
import io.facecloak.evaluation.ImageQuality;
import io.facecloak.evaluation.ProtectionExperiment;
import io.facecloak.evaluation.report.Showcase;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.ForwardingEmbedder;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblationTest {

    private static final Grid GRID = Grid.parse("""
            {"base": {"images": 2, "iterations": 4, "focus": "R", "surrogates": ["a"], "jitter": false},
             "sweeps": [{"name": "budget", "vary": {"epsilon": [1, 40]}, "set": {"epsilonRaised": 40, "step": 8, "focus": ""}},
                        {"name": "images", "vary": {"source": ["SYNTHETIC", "REAL"]}}]}
            """);

    @TempDir
    Path folder;

    private final AtomicInteger steps = new AtomicInteger();
    private FaceDataset dataset;

    @BeforeEach
    void draw() throws IOException {
        dataset = DrawnPeople.dataset(folder, 2, 4, 2, 30);
    }

    @Test
    void aSecondRunTakesEveryCellFromTheStoreAndAFreshOneGivesTheSameFigures() throws IOException {
        List<Ablation.SweepResult> first = run(folder.resolve("a"), EvaluationProgress.NONE);
        int needed = steps.get();
        assertTrue(needed > 0);
        assertEquals(first, run(folder.resolve("a"), EvaluationProgress.NONE));
        assertEquals(needed, steps.get());
        assertEquals(first, run(folder.resolve("b"), EvaluationProgress.NONE));
        assertEquals(2 * needed, steps.get());
    }

    @Test
    void aStrongBudgetProtectsBetterThanAWeakOne() throws IOException {
        List<ExperimentResult> cells =
                run(folder.resolve("a"), EvaluationProgress.NONE).get(0).results();
        double weak = cells.get(0).recognisers().get(0).guarded().ranks().get(0).similarity();
        double strong =
                cells.get(1).recognisers().get(0).guarded().ranks().get(0).similarity();
        assertTrue(strong < weak - 0.1, strong + " and " + weak);
        assertTrue(cells.get(1).meanSsim() < cells.get(0).meanSsim());
    }

    @Test
    void anInterruptedRunContinuesWithTheCloaksItHas() throws IOException {
        EvaluationProgress interruption = (what, done, total) -> {
            if (what.equals("FaceCloak: people") && done == 1) {
                throw new CancellationException();
            }
        };
        assertThrows(CancellationException.class, () -> run(folder.resolve("a"), interruption));
        int before = steps.get();
        List<Ablation.SweepResult> resumed = run(folder.resolve("a"), EvaluationProgress.NONE);
        int total = steps.getAndSet(0);
        assertEquals(run(folder.resolve("b"), EvaluationProgress.NONE), resumed);
        // Of the four cells with two people each, one cloak was learnt before the interruption and none twice.
        assertEquals(steps.get(), total);
        assertTrue(before > 0);
    }

    @Test
    void aDamagedCellIsMeasuredAnew() throws IOException {
        List<Ablation.SweepResult> first = run(folder.resolve("a"), EvaluationProgress.NONE);
        try (Stream<Path> files = Files.list(folder.resolve("a"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                Files.writeString(file, "{\"result\": ");
            }
        }
        assertEquals(first, run(folder.resolve("a"), EvaluationProgress.NONE));
    }

    @Test
    void keysFollowWhatTheResultDependsOn() {
        Ablation.Conditions conditions =
                new Ablation.Conditions("d", "CENTRAL", List.of(0.1), List.of(), List.of(), List.of("m"));
        Ablation.Conditions others =
                new Ablation.Conditions("e", "CENTRAL", List.of(0.1), List.of(), List.of(), List.of("m"));
        assertEquals(
                CellStore.key(conditions),
                CellStore.key(
                        new Ablation.Conditions("d", "CENTRAL", List.of(0.1), List.of(), List.of(), List.of("m"))));
        assertNotEquals(CellStore.key(conditions), CellStore.key(others));
    }

    @Test
    void unknownSurrogatesAndMissingSeedsAreErrors() {
        assertThrows(
                IllegalArgumentException.class,
                () -> run(
                        folder.resolve("a"),
                        EvaluationProgress.NONE,
                        Grid.parse("{\"sweeps\": [{\"name\": \"s\", \"vary\": {\"surrogates\": [[\"z\"]]}}]}")));
        assertThrows(
                IllegalArgumentException.class,
                () -> run(
                        folder.resolve("a"),
                        EvaluationProgress.NONE,
                        Grid.parse(
                                "{\"base\": {\"source\": \"REAL\"}, \"sweeps\": [{\"name\": \"s\", \"vary\": {\"images\": [3]}}]}")));
    }

    @Test
    void theImageSpecificModeLearnsFromThePhotoItself() throws IOException {
        ExperimentResult result = run(folder.resolve("a"), EvaluationProgress.NONE, Grid.parse("""
                {"sweeps": [{"name": "mode", "vary": {"imageSpecific": [true]},
                  "set": {"epsilon": 40, "epsilonRaised": 40, "step": 8, "iterations": 4, "images": 1, "focus": "", "surrogates": ["a"]}}]}
                """))
                .get(0)
                .results()
                .get(0);
        for (int i = 0; i < result.quality().size(); i++) {
            double clean = result.recognisers().get(0).clean().ranks().get(i).similarity();
            double guarded =
                    result.recognisers().get(0).guarded().ranks().get(i).similarity();
            assertTrue(guarded < clean - 0.1, guarded + " and " + clean);
        }
    }

    @Test
    void theShowcaseShowsTheCloakThatTheFacadeLearns() throws Exception {
        CloakSettings settings = Grid.parse("{\"sweeps\": [{\"name\": \"s\", \"vary\": {\"images\": [2]}}]}")
                .sweeps()
                .get(0)
                .cells()
                .get(0)
                .settings();
        FaceModels models = DrawnPeople.models(new SmoothEmbedder("a", 32, 1));
        Showcase showcase = new Showcases(settings, models, FaceCrop.CENTRAL)
                .of(dataset, "person-1", 1)
                .orElseThrow();
        assertEquals(2, showcase.syntheticFaces().size());
        assertEquals(6, showcase.anatomy().size());
        Showcase.Comparison comparison = showcase.photos().get(0);
        BufferedImage expected = new FaceCloakMethod(
                        "FaceCloak",
                        settings,
                        models,
                        ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.ALL),
                        Optional.empty())
                .protectorOf("person-1", dataset.seedsOf("person-1"))
                .protect(
                        comparison.before(),
                        models.detector().detect(comparison.before()).get(0));
        assertEquals(0, ImageQuality.mse(expected, comparison.after()));
        BufferedImage told = new KnownFaceCloak("FaceCloak ALL", settings, models, FaceCrop.CENTRAL)
                .protectorOf("person-1", dataset.seedsOf("person-1"))
                .protect(
                        comparison.before(),
                        models.detector().detect(comparison.before()).get(0));
        assertEquals(0, ImageQuality.mse(expected, told), "one cloak, whoever finds the face");
        assertTrue(comparison.similarities().get(0).after()
                < comparison.similarities().get(0).before());
    }

    private List<Ablation.SweepResult> run(Path store, EvaluationProgress progress) throws IOException {
        return run(store, progress, GRID);
    }

    private List<Ablation.SweepResult> run(Path store, EvaluationProgress progress, Grid grid) throws IOException {
        FaceModels models =
                DrawnPeople.models(new Counting(new SmoothEmbedder("a", 32, 1)), new SmoothEmbedder("b", 24, 2));
        ExperimentSettings settings = ExperimentSettings.DEFAULT.withFalseAcceptRates(List.of(0.1));
        ProtectionExperiment experiment = new ProtectionExperiment(
                dataset, models.detector(), models.embedders(), settings, EmbeddingCache.NONE, progress);
        return new Ablation(
                        experiment,
                        models,
                        Ablation.Conditions.of(dataset.contentHash(), settings, models),
                        new CellStore(store),
                        progress)
                .run(grid);
    }

    /** Counts gradient runs: the work of learning. */
    private final class Counting extends ForwardingEmbedder {

        Counting(Embedder embedder) {
            super(embedder);
        }

        @Override
        public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
            steps.incrementAndGet();
            return super.embedWithGradient(faces, cotangents, gradients);
        }
    }
}
