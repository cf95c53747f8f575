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
import io.facecloak.model.Progress;
import io.facecloak.optimize.IterationListener.Iteration;
import io.facecloak.testing.ForwardingEmbedder;
import io.facecloak.transform.RandomBlur;
import io.facecloak.transform.RandomNoise;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The defining property of each option beyond the paper. */
class OptimizerOptionsTest {

    private static final int SIZE = 24;
    private static final OptimizerSettings PLAIN = OptimizerSettings.PAPER.withoutAttention();

    private final List<AlignedFace> faces = List.of(face(1), face(2), face(3));
    private final List<Surrogate> surrogates = List.of(surrogate("first", 11), surrogate("second", 12));
    private final BudgetMap budget = budget(8 / 255f);

    @Test
    void momentumSumsNormalisedGradients() {
        Conditioning conditioning = Conditioning.NONE.withMomentum(new Momentum(0.5, false));
        Direction direction = new Direction(conditioning, projection(Visibility.BUDGET), Optional.empty());
        float[] first = values(1);
        float[] second = values(2);

        direction.of(first, first, same -> same, new Random(1));
        float[] way = direction.of(second, second, same -> same, new Random(1));

        float[] a = Magnitude.normalised(first);
        float[] b = Magnitude.normalised(second);
        for (int i = 0; i < way.length; i++) {
            assertEquals(b[i] + 0.5f * a[i], way[i], 1e-5);
        }
    }

    @Test
    void nesterovLooksWhereTheMomentumLeads() {
        Perturbation perturbation =
                new Perturbation(PLAIN.withStart(Start.ZERO), projection(Visibility.BUDGET), new Random(1));
        Conditioning conditioning = Conditioning.NONE.withMomentum(new Momentum(1, true));
        Direction direction = new Direction(conditioning, projection(Visibility.BUDGET), Optional.empty());
        assertArrayEquals(
                perturbation.effective(), direction.evaluationPoint(perturbation, 0.001f), "no momentum at first");

        float[] momentum = direction.of(values(1), perturbation.effective(), same -> same, new Random(1));
        float[] point = direction.evaluationPoint(perturbation, 0.001f);

        for (int i = 0; i < point.length; i++) {
            assertEquals(Math.max(-8 / 255f, Math.min(8 / 255f, -0.001f * momentum[i])), point[i], 1e-7);
        }
    }

    @Test
    void theTranslationKernelIsTheMeanOfShiftedGradients() {
        Direction direction =
                new Direction(Conditioning.NONE.withKernelSigma(1), projection(Visibility.BUDGET), Optional.empty());
        float[] peak = new float[3 * SIZE * SIZE];
        peak[12 * SIZE + 12] = 1;

        float[] way = direction.of(peak, peak, same -> same, new Random(1));

        assertEquals(way[12 * SIZE + 11], way[12 * SIZE + 13], 1e-7);
        assertEquals(way[11 * SIZE + 12], way[12 * SIZE + 11], 1e-7);
        assertEquals(Math.exp(-0.5), way[12 * SIZE + 13] / way[12 * SIZE + 12], 1e-5);
        double sum = 0;
        for (float value : way) {
            sum += value;
        }
        assertEquals(1, sum, 1e-5);
    }

    @Test
    void varianceTuningAddsThePreviousNeighbourhoodsDifference() {
        Conditioning conditioning = Conditioning.NONE.withVarianceTuning(new VarianceTuning(4, 1.5));
        Direction direction = new Direction(conditioning, projection(Visibility.BUDGET), Optional.empty());
        float[] gradient = values(1);
        AtomicInteger asked = new AtomicInteger();
        UnaryOperator<float[]> shifted = point -> {
            asked.incrementAndGet();
            float[] there = gradient.clone();
            for (int i = 0; i < there.length; i++) {
                assertTrue(Math.abs(point[i]) <= 1.5 * 8 / 255 + 1e-6, "neighbours are within the radius");
                there[i] += 0.25f;
            }
            return there;
        };
        float[] zero = new float[gradient.length];

        float[] first = direction.of(gradient, zero, shifted::apply, new Random(1));
        float[] second = direction.of(gradient, zero, shifted::apply, new Random(2));

        assertArrayEquals(gradient, first);
        assertEquals(8, asked.get());
        for (int i = 0; i < second.length; i++) {
            assertEquals(gradient[i] + 0.25f, second[i], 1e-5);
        }
    }

    @Test
    void normalisedMixingIsBlindToTheScaleOfASurrogatesGradient() {
        OptimizerSettings settings =
                PLAIN.withIterations(1).withConditioning(Conditioning.NONE.withMixing(SurrogateMixing.NORMALISED));
        List<Surrogate> loud = List.of(surrogates.get(0), louder(surrogates.get(1), 1000));

        assertArrayEquals(
                gradients(settings, surrogates).get(0),
                gradients(settings, loud).get(0),
                1e-4f);
        OptimizerSettings mean = PLAIN.withIterations(1);
        assertFalse(Arrays.equals(
                signs(gradients(mean, surrogates).get(0)),
                signs(gradients(mean, loud).get(0))));
    }

    @Test
    void randomMixingAsksOneSurrogatePerStep() {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        List<Surrogate> counted = List.of(counting(surrogates.get(0), first), counting(surrogates.get(1), second));

        optimize(
                PLAIN.withIterations(30).withConditioning(Conditioning.NONE.withMixing(SurrogateMixing.RANDOM)),
                counted,
                1);

        assertEquals(30, first.get() + second.get());
        assertTrue(first.get() > 5 && second.get() > 5, first + " and " + second);
    }

    @Test
    void scaledStepsFollowTheGradientWithMeanMagnitudeOfTheStep() {
        OptimizerSettings settings = PLAIN.withIterations(1)
                .withStart(Start.ZERO)
                .withConditioning(Conditioning.NONE.withStepRule(StepRule.SCALED));
        List<Iteration> iterations = new ArrayList<>();

        new CloakOptimizer(settings, iterations::add).optimize(faces, surrogates, budget, new Random(1), Progress.NONE);

        float[] moved = iterations.get(0).perturbation();
        float[] expected =
                Projection.scaled(Magnitude.normalised(iterations.get(0).gradient()), -settings.step());
        assertArrayEquals(expected, moved, 1e-7f);
    }

    @Test
    void maskedStepsGoWhereTheFacesHideThem() {
        float[] planes = face(1).toArray();
        for (int i = 0; i < planes.length; i++) {
            if (i % SIZE < SIZE / 2) {
                planes[i] = 0.5f;
            }
        }
        AlignedFace halfFlat = AlignedFace.of(SIZE, planes);
        float[] tolerance = new SimilarityMeasure(List.of(halfFlat), 1).tolerance();

        assertTrue(tolerance[10 * SIZE + 20] > 20 * tolerance[10 * SIZE + 2], "detail hides more than a flat place");
        double mean = 0;
        for (float value : tolerance) {
            mean += value / tolerance.length;
        }
        assertEquals(1, mean, 1e-4);
    }

    @Test
    void theLeastSimilarityIsKeptAndUsedUp() {
        OptimizerSettings settings = PLAIN.withIterations(20).withVisibility(Visibility.BUDGET.withMinSimilarity(0.98));

        float[] cloak = new CloakOptimizer(settings)
                .optimize(faces, surrogates, budget(40 / 255f), new Random(1), Progress.NONE);

        assertEquals(0.98, new SimilarityMeasure(faces, 2).of(cloak), 2e-3);
    }

    @Test
    void smoothingLeavesLittleFineDetailAndStaysWithinTheBudget() {
        float[] rough = optimize(PLAIN, surrogates, 1);
        float[] smooth = optimize(PLAIN.withVisibility(Visibility.BUDGET.withSmoothing(1.5)), surrogates, 1);

        assertTrue(roughness(smooth) < 0.4 * roughness(rough), roughness(smooth) + " against " + roughness(rough));
        for (float value : smooth) {
            assertTrue(Math.abs(value) <= 8 / 255f);
        }
        assertTrue(loss(smooth) < loss(new float[smooth.length]), "it still learns");
    }

    @Test
    void withoutChromaThePerturbationIsGrey() {
        float[] cloak = optimize(PLAIN.withVisibility(Visibility.BUDGET.withChroma(0)), surrogates, 1);

        int plane = SIZE * SIZE;
        for (int i = 0; i < plane; i++) {
            assertEquals(cloak[i], cloak[plane + i], 1e-6);
            assertEquals(cloak[i], cloak[2 * plane + i], 1e-6);
        }
        assertTrue(loss(cloak) < loss(new float[cloak.length]), "it still learns");
    }

    @Test
    void drawsAreCommonToRunsThatDifferInOtherOptions() {
        List<float[]> seen = new ArrayList<>();
        List<float[]> seenAgain = new ArrayList<>();
        OptimizerSettings settings = PLAIN.withIterations(1)
                .withStart(Start.ZERO)
                .withExpectation(Expectation.NONE.withTransforms(new RandomNoise(0.1)));

        optimize(settings, List.of(watched(surrogates.get(0), seen)), 3);
        optimize(
                settings.withStep(0.1f).withConditioning(Conditioning.NONE.withKernelSigma(2)),
                List.of(watched(surrogates.get(0), seenAgain)),
                3);

        assertEquals(1, seen.size());
        assertArrayEquals(seen.get(0), seenAgain.get(0));
        assertFalse(Arrays.equals(
                Arrays.copyOf(seen.get(0), 100),
                Arrays.copyOfRange(seen.get(0), 3 * SIZE * SIZE, 3 * SIZE * SIZE + 100)));
    }

    @Test
    void everyFaceIsShownAsOftenAsThereAreDraws() {
        List<float[]> seen = new ArrayList<>();
        OptimizerSettings settings = PLAIN.withIterations(2)
                .withExpectation(
                        Expectation.NONE.withTransforms(new RandomBlur(1)).withDraws(4));

        optimize(settings, List.of(watched(surrogates.get(0), seen)), 3);

        assertEquals(2, seen.size());
        assertEquals(4 * 3 * 3 * SIZE * SIZE, seen.get(0).length);
    }

    @Test
    void aStepMayShowSomeOfTheFaces() {
        List<Iteration> iterations = new ArrayList<>();
        List<float[]> seen = new ArrayList<>();
        OptimizerSettings settings = PLAIN.withIterations(12).withExpectation(Expectation.NONE.withFacesPerStep(2));

        new CloakOptimizer(settings, iterations::add)
                .optimize(faces, List.of(watched(surrogates.get(0), seen)), budget, new Random(3), Progress.NONE);

        assertEquals(2, iterations.get(0).losses().length);
        assertEquals(2 * 3 * SIZE * SIZE, seen.get(0).length);
        long pairs = iterations.stream()
                .map(iteration -> iteration.losses()[0] == iteration.losses()[1])
                .filter(equal -> !equal)
                .count();
        assertEquals(12, pairs, "no face twice in a step");
    }

    @Test
    void theScheduleFallsFromFullToLastAndStartsAgain() {
        StepSchedule cosine = StepSchedule.cosine(0.1);
        assertEquals(1, cosine.factor(0, 50), 1e-9);
        assertEquals(0.1, cosine.factor(49, 50), 1e-9);
        assertTrue(cosine.factor(10, 50) > cosine.factor(11, 50));

        StepSchedule restarts = new StepSchedule(StepSchedule.Shape.LINEAR, 0, 2);
        assertEquals(1, restarts.factor(20, 40), 1e-9);
        assertEquals(0, restarts.factor(19, 40), 1e-9);
        assertEquals(0, restarts.factor(39, 40), 1e-9);
        assertEquals(1, StepSchedule.CONSTANT.factor(7, 10), 1e-9);
        assertEquals(1, cosine.factor(0, 1), 1e-9);
    }

    @Test
    void startsAreWhatTheySay() {
        BudgetMap wide = budget(0.3f);
        float[] zero = new Perturbation(PLAIN.withStart(Start.ZERO), projection(wide), new Random(1)).effective();
        float[] step = new Perturbation(PLAIN.withStart(Start.STEP), projection(wide), new Random(1)).effective();
        float[] all = new Perturbation(PLAIN.withStart(Start.BUDGET), projection(wide), new Random(1)).effective();

        assertEquals(0, largest(zero));
        assertEquals(PLAIN.step(), largest(step), 1e-4);
        assertEquals(0.3, largest(all), 1e-3);
    }

    @Test
    void theBestPerturbationOnHeldOutDrawsIsKept() {
        // Steps as large as the budget jump about: the last perturbation is hardly ever the best.
        OptimizerSettings jumping =
                PLAIN.withIterations(15).withFeedback(Feedback.OVERWRITE).withStep(40 / 255f);
        List<Iteration> iterations = new ArrayList<>();

        float[] kept = new CloakOptimizer(
                        jumping.withHoldOut(new HoldOut(1, 1, OptionalDouble.empty())), iterations::add)
                .optimize(faces, surrogates, budget, new Random(1), Progress.NONE);

        double least = iterations.stream()
                .mapToDouble(iteration -> loss(iteration.effective()))
                .min()
                .orElseThrow();
        assertEquals(15, iterations.size());
        assertEquals(least, loss(kept), 1e-6);
    }

    @Test
    void learningEndsWhenEveryDrawIsProtectedByTheMargin() {
        List<Iteration> iterations = new ArrayList<>();
        List<String> reports = new ArrayList<>();
        OptimizerSettings settings = PLAIN.withIterations(500).withHoldOut(new HoldOut(1, 5, OptionalDouble.of(0.1)));

        float[] cloak = new CloakOptimizer(settings, iterations::add)
                .optimize(
                        faces,
                        surrogates,
                        budget(20 / 255f),
                        new Random(1),
                        (stage, done, total) -> reports.add(done + "/" + total));

        assertTrue(iterations.size() < 500 && iterations.size() % 5 == 0, "iterations: " + iterations.size());
        assertEquals("500/500", reports.get(reports.size() - 1));
        for (Surrogate surrogate : surrogates) {
            for (AlignedFace face : faces) {
                double similarity = Vectors.dot(
                        surrogate.embedder().embed(face.plus(cloak)),
                        surrogate.anchors().near());
                assertTrue(similarity < surrogate.embedder().matchThreshold() - 0.1, "similarity " + similarity);
            }
        }
    }

    @Test
    void aJitterTakesThePlaceOfTheOneThereIs() {
        Expectation expectation =
                Expectation.NONE.withTransforms(new RandomBlur(1), new AlignmentJitter(1, 0, 0), new RandomNoise(0.1));

        assertEquals(
                List.of(new RandomBlur(1), AlignmentJitter.DEFAULT, new RandomNoise(0.1)),
                expectation.withJitter(AlignmentJitter.DEFAULT).transforms());
        assertEquals(
                List.of(AlignmentJitter.DEFAULT),
                Expectation.NONE.withJitter(AlignmentJitter.DEFAULT).transforms());
    }

    @Test
    void whatGoesBeyondThePaperIsKnown() {
        assertFalse(OptimizerSettings.PAPER.goesBeyondThePaper());
        assertFalse(
                PLAIN.withIterations(3).withUpdateRule(UpdateRule.SEQUENTIAL).goesBeyondThePaper());
        assertTrue(PLAIN.withJitter(AlignmentJitter.DEFAULT).goesBeyondThePaper());
        assertTrue(PLAIN.withStart(Start.ZERO).goesBeyondThePaper());
        assertTrue(PLAIN.withVisibility(Visibility.BUDGET.withChroma(0.5)).goesBeyondThePaper());
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Momentum(1.5, false));
        assertThrows(IllegalArgumentException.class, () -> new VarianceTuning(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new VarianceTuning(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Conditioning.NONE.withKernelSigma(-1));
        assertThrows(IllegalArgumentException.class, () -> Expectation.NONE.withDraws(0));
        assertThrows(IllegalArgumentException.class, () -> Expectation.NONE.withFacesPerStep(-1));
        assertThrows(IllegalArgumentException.class, () -> StepSchedule.cosine(2));
        assertThrows(IllegalArgumentException.class, () -> new StepSchedule(StepSchedule.Shape.COSINE, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Visibility.BUDGET.withMinSimilarity(1));
        assertThrows(IllegalArgumentException.class, () -> Visibility.BUDGET.withChroma(2));
        assertThrows(IllegalArgumentException.class, () -> Visibility.BUDGET.withSmoothing(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new HoldOut(0, 1, OptionalDouble.empty()));
        assertThrows(IllegalArgumentException.class, () -> new HoldOut(1, 0, OptionalDouble.empty()));
        assertThrows(IllegalArgumentException.class, () -> new HoldOut(1, 1, OptionalDouble.of(3)));
    }

    private float[] optimize(OptimizerSettings settings, List<Surrogate> used, long seed) {
        return new CloakOptimizer(settings).optimize(faces, used, budget, new Random(seed), Progress.NONE);
    }

    private List<float[]> gradients(OptimizerSettings settings, List<Surrogate> used) {
        List<float[]> gradients = new ArrayList<>();
        new CloakOptimizer(settings, iteration -> gradients.add(iteration.gradient()))
                .optimize(faces, used, budget, new Random(9), Progress.NONE);
        return gradients;
    }

    private double loss(float[] cloak) {
        double sum = 0;
        for (Surrogate surrogate : surrogates) {
            for (AlignedFace face : faces) {
                sum += new ContrastiveLoss(surrogate.anchors())
                        .of(surrogate.embedder().embed(face.plus(cloak)));
            }
        }
        return sum;
    }

    private Surrogate surrogate(String name, long seed) {
        TanhEmbedder embedder = TanhEmbedder.random(name, 32, SIZE, new Random(seed));
        float[] own = embedder.embed(faces.get(0));
        return new Surrogate(embedder, new Anchors(own, Vectors.negated(own)));
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

    private static Surrogate counting(Surrogate surrogate, AtomicInteger count) {
        return new Surrogate(
                new ForwardingEmbedder(surrogate.embedder()) {
                    @Override
                    public float[][] embedWithGradient(FloatBuffer shown, float[][] cotangents, FloatBuffer gradients) {
                        count.incrementAndGet();
                        return super.embedWithGradient(shown, cotangents, gradients);
                    }
                },
                surrogate.anchors());
    }

    private static Surrogate watched(Surrogate surrogate, List<float[]> seen) {
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

    private static BudgetMap budget(float epsilon) {
        Landmarks landmarks = new Landmarks(
                new Point(8, 11), new Point(15, 11), new Point(12, 15), new Point(9, 19), new Point(15, 19));
        return BudgetMap.of(face(1), landmarks, epsilon, epsilon, List.of());
    }

    private static Projection projection(Visibility visibility) {
        return new Projection(visibility, budget(8 / 255f), Optional.empty());
    }

    private static Projection projection(BudgetMap budget) {
        return new Projection(Visibility.BUDGET, budget, Optional.empty());
    }

    private static double roughness(float[] values) {
        double differences = 0;
        double squares = 0;
        for (int i = 1; i < values.length; i++) {
            if (i % SIZE != 0) {
                differences += (values[i] - values[i - 1]) * (double) (values[i] - values[i - 1]);
            }
            squares += values[i] * (double) values[i];
        }
        return differences / squares;
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static float[] signs(float[] values) {
        float[] signs = new float[values.length];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = Math.signum(values[i]);
        }
        return signs;
    }

    private static float[] values(long seed) {
        Random random = new Random(seed);
        float[] values = new float[3 * SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
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
