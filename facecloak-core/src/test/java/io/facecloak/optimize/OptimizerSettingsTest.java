package io.facecloak.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.focus.BudgetMap;
import io.facecloak.internal.embedding.Embedding;
import io.facecloak.internal.optimize.FaceBatch;
import io.facecloak.model.Progress;
import io.facecloak.optimize.CloakOptimizer.IterationListener.Iteration;
import io.facecloak.optimize.CloakOptimizer.Surrogate;
import io.facecloak.optimize.OptimizerSettings.Feedback;
import io.facecloak.optimize.OptimizerSettings.UpdateRule;
import io.facecloak.testing.ForwardingEmbedder;
import io.facecloak.transform.AlignmentJitter;
import io.facecloak.transform.InputDiversity;
import io.facecloak.transform.LinearMap;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptimizerSettingsTest {

    private static final int SIZE = 24;
    private static final int SAMPLES = 3 * SIZE * SIZE;
    private static final OptimizerSettings PLAIN = OptimizerSettings.PAPER.withoutAttention();

    private final List<AlignedFace> faces = List.of(face(1), face(2), face(3));
    private final Surrogate surrogate = surrogate("first", 11);
    private final BudgetMap budget = BudgetMap.of(
            face(1),
            new Landmarks(new Point(8, 11), new Point(15, 11), new Point(12, 15), new Point(9, 19), new Point(15, 19)),
            8 / 255f,
            8 / 255f,
            List.of());

    @Test
    void drawsAreCommonToRunsThatDifferInOtherOptions() {
        OptimizerSettings settings = PLAIN.withIterations(1).withTransforms(AlignmentJitter.DEFAULT);

        float[] seen = seen(settings, 3).get(0);
        float[] seenAgain =
                seen(settings.withUpdateRule(UpdateRule.SEQUENTIAL), 3).get(0);

        assertArrayEquals(Arrays.copyOf(seen, SAMPLES), seenAgain, "the first face, misaligned");
        float[] other = seen(settings, 4).get(0);
        assertFalse(Arrays.equals(seen, other));
    }

    @Test
    void everyFaceIsChangedAnewInEveryIteration() {
        AlignedFace same = face(7);
        List<float[]> shown = new ArrayList<>();
        // Steps so short that what is seen differs by the draws alone.
        OptimizerSettings settings = PLAIN.withIterations(2).withStep(1e-9f).withTransforms(AlignmentJitter.DEFAULT);

        new CloakOptimizer(settings)
                .optimize(List.of(same, same), List.of(watched(shown)), budget, new Random(3), Progress.NONE);

        List<float[]> views = new ArrayList<>();
        for (float[] batch : shown) {
            views.add(Arrays.copyOf(batch, SAMPLES));
            views.add(Arrays.copyOfRange(batch, SAMPLES, 2 * SAMPLES));
        }
        assertEquals(4, views.size());
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < i; j++) {
                assertTrue(distance(views.get(i), views.get(j)) > 0.01, "views " + j + " and " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateRule.class)
    void anIterationMayShowSomeOfTheFaces(UpdateRule rule) {
        List<Iteration> iterations = new ArrayList<>();
        List<float[]> shown = new ArrayList<>();
        OptimizerSettings settings =
                PLAIN.withUpdateRule(rule).withIterations(12).withFacesPerStep(2);

        new CloakOptimizer(settings, iterations::add)
                .optimize(faces, List.of(watched(shown)), budget, new Random(3), Progress.NONE);

        assertEquals(
                12 * 2 * SAMPLES, shown.stream().mapToInt(batch -> batch.length).sum());
        for (Iteration iteration : iterations) {
            assertEquals(2, iteration.losses().length);
            assertNotEquals(iteration.losses()[0], iteration.losses()[1], "no face twice in an iteration");
        }
    }

    @Test
    void moreFacesPerStepThanThereAreMeanAll() {
        assertArrayEquals(learnt(PLAIN), learnt(PLAIN.withFacesPerStep(99)));
        assertFalse(Arrays.equals(learnt(PLAIN), learnt(PLAIN.withFacesPerStep(1))));
    }

    @Test
    void thePerturbationStartsWithinOneStep() {
        BudgetMap wide = BudgetMap.of(
                face(1),
                new Landmarks(new Point(1, 1), new Point(2, 1), new Point(1, 2), new Point(1, 3), new Point(2, 3)),
                0.3f,
                0.3f,
                List.of());
        float largest = 0;
        for (float value : new Perturbation(PLAIN, wide, new Random(1)).effective()) {
            largest = Math.max(largest, Math.abs(value));
        }

        assertEquals(PLAIN.step(), largest, 1e-4);
        assertTrue(largest <= PLAIN.step());
    }

    @Test
    void normalisedGradientsAreBlindToTheScaleOfOneSurrogates() {
        Surrogate second = surrogate("second", 12);
        List<Surrogate> even = List.of(surrogate, second);
        List<Surrogate> loud = List.of(surrogate, louder(second, 1000));

        assertArrayEquals(
                batch(even).evaluateNormalised().gradient(),
                batch(loud).evaluateNormalised().gradient(),
                1e-4f);
        assertFalse(Arrays.equals(
                signs(batch(even).evaluate().gradient()),
                signs(batch(loud).evaluate().gradient())));
    }

    @Test
    void aJitterTakesThePlaceOfTheOneThereIsAndComesFirst() {
        InputDiversity diversity = new InputDiversity(0.5, 0.8);

        assertEquals(
                List.of(AlignmentJitter.DEFAULT, diversity),
                PLAIN.withTransforms(diversity, new AlignmentJitter(1, 0, 0))
                        .withJitter(AlignmentJitter.DEFAULT)
                        .transforms());
        assertEquals(
                List.of(AlignmentJitter.DEFAULT),
                PLAIN.withJitter(AlignmentJitter.DEFAULT).transforms());
    }

    @Test
    void eachMethodChangesItsOwnOptionAlone() {
        OptimizerSettings changed = OptimizerSettings.PAPER
                .withIterations(3)
                .withStep(0.1f)
                .withUpdateRule(UpdateRule.SEQUENTIAL)
                .withFeedback(Feedback.OVERWRITE)
                .withoutAttention()
                .withTransforms(AlignmentJitter.DEFAULT)
                .withFacesPerStep(4);

        assertEquals(
                new OptimizerSettings(
                        3,
                        0.1f,
                        UpdateRule.SEQUENTIAL,
                        Feedback.OVERWRITE,
                        Optional.empty(),
                        List.of(AlignmentJitter.DEFAULT),
                        4),
                changed);
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withIterations(0));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withStep(0));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withStep(Float.NaN));
        assertThrows(IllegalArgumentException.class, () -> PLAIN.withFacesPerStep(-1));
        assertThrows(NullPointerException.class, () -> PLAIN.withUpdateRule(null));
        assertThrows(NullPointerException.class, () -> PLAIN.withJitter(null));
    }

    private float[] learnt(OptimizerSettings settings) {
        return new CloakOptimizer(settings).optimize(faces, List.of(surrogate), budget, new Random(5), Progress.NONE);
    }

    /** What the surrogate is shown, batch by batch. */
    private List<float[]> seen(OptimizerSettings settings, long seed) {
        List<float[]> shown = new ArrayList<>();
        new CloakOptimizer(settings).optimize(faces, List.of(watched(shown)), budget, new Random(seed), Progress.NONE);
        return shown;
    }

    private FaceBatch batch(List<Surrogate> surrogates) {
        FaceBatch batch = new FaceBatch(faces.size(), SIZE, surrogates, 1);
        for (int k = 0; k < faces.size(); k++) {
            batch.show(k, faces.get(k).toArray(), new float[SAMPLES], LinearMap.IDENTITY);
        }
        return batch;
    }

    private Surrogate surrogate(String name, long seed) {
        TanhEmbedder embedder = TanhEmbedder.random(name, 32, SIZE, new Random(seed));
        float[] own = embedder.embed(faces.get(0));
        return new Surrogate(embedder, new Anchors(own, Embedding.negated(own)));
    }

    private static Surrogate louder(Surrogate surrogate, float factor) {
        return new Surrogate(
                new ForwardingEmbedder(surrogate.embedder()) {
                    @Override
                    public float[][] embedWithGradient(FloatBuffer shown, float[][] cotangents, FloatBuffer gradients) {
                        float[][] embeddings = super.embedWithGradient(shown, cotangents, gradients);
                        for (int i = 0; i < shown.remaining(); i++) {
                            gradients.put(gradients.position() + i, factor * gradients.get(gradients.position() + i));
                        }
                        return embeddings;
                    }
                },
                surrogate.anchors());
    }

    private Surrogate watched(List<float[]> seen) {
        return new Surrogate(
                new ForwardingEmbedder(surrogate.embedder()) {
                    @Override
                    public float[][] embedWithGradient(FloatBuffer shown, float[][] cotangents, FloatBuffer gradients) {
                        float[] copy = new float[shown.remaining()];
                        shown.get(shown.position(), copy);
                        seen.add(copy);
                        return super.embedWithGradient(shown, cotangents, gradients);
                    }
                },
                surrogate.anchors());
    }

    private static float[] signs(float[] values) {
        float[] signs = new float[values.length];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = Math.signum(values[i]);
        }
        return signs;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
        }
        return Math.sqrt(sum / a.length);
    }

    private static AlignedFace face(long seed) {
        Random random = new Random(seed);
        float[] planes = new float[SAMPLES];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = 0.2f + 0.6f * random.nextFloat();
        }
        return AlignedFace.of(SIZE, planes);
    }
}
