package io.facecloak.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.focus.BudgetMap;
import io.facecloak.focus.HighPassMask;
import io.facecloak.focus.RegionStickers;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.internal.optimize.ContrastiveLoss;
import io.facecloak.internal.optimize.FaceBatch;
import io.facecloak.model.Embedder;
import io.facecloak.model.ModelException;
import io.facecloak.model.Progress;
import io.facecloak.model.Progress.Stage;
import io.facecloak.optimize.CloakOptimizer.IterationListener.Iteration;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import io.facecloak.testing.ForwardingEmbedder;
import io.facecloak.transform.AlignmentJitter;
import io.facecloak.transform.InputDiversity;
import io.facecloak.transform.LinearMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloakOptimizerTest {

    private static final int SIZE = 24;

    private final List<AlignedFace> faces = List.of(face(1), face(2), face(3));
    private final List<Surrogate> surrogates = List.of(surrogate("first", 11), surrogate("second", 12));
    private final BudgetMap budget = BudgetMap.of(
            faces.get(0),
            new Landmarks(new Point(8, 11), new Point(15, 11), new Point(12, 15), new Point(9, 19), new Point(15, 19)),
            8 / 255f,
            16 / 255f,
            List.of(new RegionStickers(), new HighPassMask(5, 1, 0)));

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void learningLowersTheLossWithinTheBudget(UpdateRule rule) {
        float[] cloak = optimize(OptimizerSettings.PAPER.withUpdateRule(rule), 1);

        assertTrue(loss(cloak) < loss(new float[cloak.length]) - 0.2, "loss " + loss(cloak));
        boolean raised = false;
        for (int i = 0; i < cloak.length; i++) {
            assertTrue(Math.abs(cloak[i]) <= budget.at(i));
            raised |= Math.abs(cloak[i]) > 8 / 255f;
        }
        assertTrue(raised, "the raised budget is used");
    }

    @Test
    void jitterStillLearns() {
        float[] cloak = optimize(
                OptimizerSettings.PAPER.withoutAttention().withIterations(20).withJitter(AlignmentJitter.DEFAULT), 1);

        assertTrue(loss(cloak) < loss(new float[cloak.length]) - 0.1, "loss " + loss(cloak));
    }

    @Test
    void withJitterTheGradientIsThatOfTheLossTheFacesWereSeenWith() {
        Surrogate surrogate = surrogates.get(0);
        ContrastiveLoss loss = new ContrastiveLoss(surrogate.anchors());
        float[] original = faces.get(0).toArray();
        float[] perturbation = new float[original.length];
        LinearMap warp = AlignmentJitter.DEFAULT.sample(SIZE, new Random(4));
        FaceBatch batch = new FaceBatch(1, SIZE, List.of(surrogate), 1);
        batch.show(0, original, perturbation, warp);
        float[] gradient = batch.evaluate().gradient();

        for (int sample : new int[] {100, 777, 1500}) {
            double h = 1e-2;
            double difference = 0;
            for (int sign : new int[] {1, -1}) {
                float[] moved = original.clone();
                moved[sample] += (float) (sign * h);
                AlignedFace seen = AlignedFace.of(SIZE, warp.apply(moved));
                difference += sign * loss.of(surrogate.embedder().embed(seen));
            }
            assertEquals(difference / (2 * h), gradient[sample], 2e-4, "sample " + sample);
        }
    }

    @Test
    void equalSeedsGiveEqualCloaks() {
        OptimizerSettings settings = OptimizerSettings.PAPER.withJitter(AlignmentJitter.DEFAULT);

        assertArrayEquals(optimize(settings, 5), optimize(settings, 5));
        assertFalse(Arrays.equals(optimize(settings, 5), optimize(settings, 6)));
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        OptimizerSettings settings =
                OptimizerSettings.PAPER.withTransforms(AlignmentJitter.DEFAULT, new InputDiversity(0.5, 0.8));
        List<Surrogate> threaded = surrogates.stream()
                .map(surrogate -> new Surrogate(onThreads(3, surrogate.embedder()), surrogate.anchors()))
                .toList();

        float[] cloak = new CloakOptimizer(settings).optimize(faces, threaded, budget, new Random(5), Progress.NONE);

        assertArrayEquals(optimize(settings, 5), cloak);
    }

    private static Embedder onThreads(int threads, Embedder embedder) {
        return new ForwardingEmbedder(embedder) {
            @Override
            public int threads() {
                return threads;
            }
        };
    }

    @Test
    void theUpdateRulesDiffer() {
        assertFalse(Arrays.equals(
                optimize(OptimizerSettings.PAPER.withUpdateRule(UpdateRule.AVERAGED), 1),
                optimize(OptimizerSettings.PAPER.withUpdateRule(UpdateRule.SEQUENTIAL), 1)));
    }

    @Test
    void severalSurrogatesAreAveraged() {
        List<Iteration> both = iterations(surrogates);
        List<Iteration> first = iterations(surrogates.subList(0, 1));
        List<Iteration> second = iterations(surrogates.subList(1, 2));

        for (int k = 0; k < faces.size(); k++) {
            double mean = (first.get(0).losses()[k] + second.get(0).losses()[k]) / 2;
            assertEquals(mean, both.get(0).losses()[k], 1e-9);
        }
        float[] gradient = both.get(0).gradient();
        for (int i = 0; i < gradient.length; i++) {
            float mean = (first.get(0).gradient()[i] + second.get(0).gradient()[i]) / 2;
            assertEquals(mean, gradient[i], 1e-6);
        }
    }

    @Test
    void progressCountsTheIterationsAndCanCancel() {
        List<String> reports = new ArrayList<>();
        Progress progress = (stage, done, total) -> reports.add(stage + " " + done + "/" + total);
        new CloakOptimizer(OptimizerSettings.PAPER.withIterations(2))
                .optimize(faces, surrogates, budget, new Random(1), progress);
        assertEquals(List.of("OPTIMIZATION 0/2", "OPTIMIZATION 1/2", "OPTIMIZATION 2/2"), reports);

        AtomicInteger done = new AtomicInteger();
        Progress cancelling = ((Progress) (stage, n, total) -> done.set(n)).cancelledWhen(() -> done.get() == 3);
        assertThrows(CancellationException.class, () -> new CloakOptimizer(OptimizerSettings.PAPER)
                .optimize(faces, surrogates, budget, new Random(1), cancelling));
        assertEquals(3, done.get());
    }

    @Test
    void aSurrogateThatGivesNoNumbersIsNamed() {
        double[][] weights = new double[4][3 * SIZE * SIZE];
        TanhEmbedder broken = new TanhEmbedder("broken", weights, new double[] {Double.NaN, 0, 0, 0});
        Anchors anchors = new Anchors(new float[] {1, 0, 0, 0}, new float[] {0, 1, 0, 0});

        ModelException e = assertThrows(ModelException.class, () -> new CloakOptimizer(OptimizerSettings.PAPER)
                .optimize(faces, List.of(new Surrogate(broken, anchors)), budget, new Random(1), Progress.NONE));
        assertTrue(e.getMessage().contains("broken"), e.getMessage());
    }

    @Test
    void inputsThatDoNotFitAreRefused() {
        CloakOptimizer optimizer = new CloakOptimizer(OptimizerSettings.PAPER);
        List<AlignedFace> small = List.of(AlignedFace.of(8, new float[3 * 64]));

        assertThrows(
                IllegalArgumentException.class,
                () -> optimizer.optimize(List.of(), surrogates, budget, new Random(1), Progress.NONE));
        assertThrows(
                IllegalArgumentException.class,
                () -> optimizer.optimize(faces, List.of(), budget, new Random(1), Progress.NONE));
        assertThrows(
                IllegalArgumentException.class,
                () -> optimizer.optimize(small, surrogates, budget, new Random(1), Progress.NONE));
        assertThrows(IllegalArgumentException.class, () -> OptimizerSettings.PAPER.withIterations(0));
        assertThrows(IllegalArgumentException.class, () -> OptimizerSettings.PAPER.withStep(Float.NaN));
    }

    private List<Iteration> iterations(List<Surrogate> used) {
        List<Iteration> iterations = new ArrayList<>();
        new CloakOptimizer(OptimizerSettings.PAPER.withIterations(1), iterations::add)
                .optimize(
                        faces,
                        used,
                        budget,
                        new Random(9),
                        (stage, done, total) -> assertEquals(Stage.OPTIMIZATION, stage));
        return iterations;
    }

    private float[] optimize(OptimizerSettings settings, long seed) {
        return new CloakOptimizer(settings).optimize(faces, surrogates, budget, new Random(seed), Progress.NONE);
    }

    private double loss(float[] cloak) {
        double sum = 0;
        for (Surrogate surrogate : surrogates) {
            for (AlignedFace face : faces) {
                float[] embedding = surrogate.embedder().embed(face.plus(cloak));
                sum += new ContrastiveLoss(surrogate.anchors()).of(embedding);
            }
        }
        return sum / (surrogates.size() * faces.size());
    }

    private Surrogate surrogate(String name, long seed) {
        TanhEmbedder embedder = TanhEmbedder.random(name, 32, SIZE, new Random(seed));
        float[] own = embedder.embed(faces.get(0));
        return new Surrogate(embedder, new Anchors(own, Embedding.negated(own)));
    }

    private static AlignedFace face(long seed) {
        Random random = new Random(seed);
        float[] planes = new float[3 * SIZE * SIZE];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = 0.2f + 0.6f * random.nextFloat();
        }
        return AlignedFace.of(SIZE, planes);
    }
}
