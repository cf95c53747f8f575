package io.facecloak.evaluation.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.image.GaussianKernel;
import io.facecloak.model.Embedder;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import io.facecloak.transform.AlignmentJitter;
import io.facecloak.transform.LinearMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The property that defines each baseline, on a small differentiable recogniser. */
class BaselineTest {

    private static final Budget BUDGET = new Budget(12 / 255.0, 2 / 255.0, 12);
    private static final Embedder A = new SmoothEmbedder("a", 32, 1);
    private static final Embedder B = new SmoothEmbedder("b", 24, 2);
    private static final AlignedFace FACE = face(1, 0);
    private static final AlignedFace TARGET = face(77, 0);

    static Stream<Baseline> dodging() {
        return dodging(Optional.empty());
    }

    private static Stream<Baseline> dodging(Optional<AlignmentJitter> jitter) {
        Budget budget = new Budget(12 / 255.0, 2 / 255.0, 12, jitter);
        return Stream.of(
                UniversalPerturbation.fiUap(budget),
                UniversalPerturbation.opom(Hull.CLASS_CENTER, budget),
                UniversalPerturbation.opom(Hull.AFFINE, budget),
                UniversalPerturbation.opom(Hull.CONVEX, budget),
                UniversalPerturbation.p3Mask(budget),
                SignAttack.fgsm(budget, Optional.empty()),
                SignAttack.pgd(budget, Optional.empty()),
                SignAttack.miFgsm(budget, Optional.empty()),
                SignAttack.tiDim(budget, Optional.empty()),
                new TipIm(budget, List.of(TARGET), 0),
                new HatPatch(new Budget(127 / 255.0, 8 / 255.0, 30, jitter), 1e-4));
    }

    @Test
    void withJitterEveryMethodSurvivesAMisalignmentBetterThanNoise() {
        LinearMap misaligned = new AlignmentJitter(4, 0.03, 3 / 112.0).sample(112, extremes());
        List<Baseline> plain = dodging().toList();
        List<Baseline> jittered = dodging(Optional.of(AlignmentJitter.DEFAULT)).toList();
        for (int i = 0; i < plain.size(); i++) {
            Baseline baseline = jittered.get(i);
            List<AlignedFace> faces = baseline.isImageSpecific() ? List.of(FACE) : photos(4);
            float[] delta = baseline.perturbation(faces, List.of(A), new SplittableRandom(3));
            assertArrayEquals(delta, baseline.perturbation(faces, List.of(A), new SplittableRandom(3)));
            assertFalse(
                    Arrays.equals(delta, plain.get(i).perturbation(faces, List.of(A), new SplittableRandom(3))),
                    baseline.name() + " does not know the jitter");
            assertTrue(
                    misaligned(misaligned, faces, delta) < misaligned(misaligned, faces, randomSigns()),
                    baseline.name());
        }
    }

    /** Turned and enlarged by the whole bound, and shifted to the right and up. */
    private static RandomGenerator extremes() {
        return new RandomGenerator() {
            private int asked;

            @Override
            public double nextDouble() {
                return asked++ < 3 ? 1 : 0;
            }

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** Mean likeness to themselves of faces that are misaligned after the change. */
    private static double misaligned(LinearMap warp, List<AlignedFace> faces, float[] delta) {
        return faces.stream()
                .mapToDouble(face -> dot(
                        A.embed(AlignedFace.of(112, warp.apply(face.toArray()))),
                        A.embed(AlignedFace.of(112, warp.apply(face.plus(delta).toArray())))))
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("dodging")
    void everyMethodMakesThePersonLessAlikeWithinItsBudgetAndDeterministically(Baseline baseline) {
        List<AlignedFace> faces = baseline.isImageSpecific() ? List.of(FACE) : photos(4);
        float[] delta = baseline.perturbation(faces, List.of(A), new SplittableRandom(3));
        assertArrayEquals(delta, baseline.perturbation(faces, List.of(A), new SplittableRandom(3)));
        assertTrue(largest(delta) <= (baseline instanceof HatPatch ? 127 : 12) / 255.0 + 1e-7);
        double noise = mean(A, faces, randomSigns());
        double after = mean(A, faces, delta);
        assertTrue(after < noise - 0.05, baseline.name() + ": " + after + ", random signs: " + noise);
    }

    @Test
    void anIdentitySpecificPerturbationProtectsPhotosItNeverSaw() {
        List<AlignedFace> all = photos(8);
        float[] delta = UniversalPerturbation.fiUap(BUDGET)
                .perturbation(all.subList(0, 4), List.of(A), new SplittableRandom(3));
        assertTrue(mean(A, all.subList(4, 8), delta) < mean(A, all.subList(4, 8), randomSigns()) - 0.05);
    }

    @Test
    void p3MaskLowersTheLikenessForEveryRecogniserOfItsEnsemble() {
        List<AlignedFace> faces = photos(4);
        float[] delta =
                UniversalPerturbation.p3Mask(BUDGET).perturbation(faces, List.of(A, B), new SplittableRandom(3));
        for (Embedder recogniser : List.of(A, B)) {
            assertTrue(mean(recogniser, faces, delta) < mean(recogniser, faces, randomSigns()) - 0.05);
        }
    }

    @Test
    void nearestPointsOfTheHullsAreWhatTheyClaim() {
        Random random = new Random(5);
        for (int trial = 0; trial < 20; trial++) {
            List<float[]> features = new ArrayList<>();
            for (int k = 0; k < 5; k++) {
                features.add(gaussian(random, 12));
            }
            float[] point = gaussian(random, 12);
            double[] convex = Hull.CONVEX.nearest(features, point);
            double[] affine = Hull.AFFINE.nearest(features, point);
            double[] centre = Hull.CLASS_CENTER.nearest(features, point);
            // The convex hull is part of the affine hull and holds the centre.
            assertTrue(distance(point, affine) <= distance(point, convex) + 1e-6);
            assertTrue(distance(point, convex) <= distance(point, centre) + 1e-6);
            for (float[] vertex : features) {
                // Optimality: no vertex lies beyond the plane through the nearest point; in the affine hull all lie in
                // it.
                assertTrue(beyond(point, convex, vertex) < 1e-4);
                assertEquals(0, beyond(point, affine, vertex), 1e-4);
            }
            // A point of the hull is its own nearest point.
            double[] again = Hull.CONVEX.nearest(features, toFloat(convex));
            assertEquals(0, distance(toFloat(convex), again), 1e-3);
        }
    }

    @Test
    void fgsmIsOneStepToTheBound() {
        float[] targeted = SignAttack.fgsm(new Budget(8 / 255.0, 1, 1), Optional.of(TARGET))
                .perturbation(List.of(FACE), List.of(A), new SplittableRandom(1));
        Set<Long> levels = new HashSet<>();
        for (float value : targeted) {
            levels.add(Math.round(value * 255.0 * 1000));
        }
        assertEquals(Set.of(-8000L, 8000L), levels);
    }

    @Test
    void aTargetedAttackComesCloserToItsTarget() {
        float[] goal = A.embed(TARGET);
        for (Baseline baseline : List.of(
                SignAttack.pgd(BUDGET, Optional.of(TARGET)),
                SignAttack.miFgsm(BUDGET, Optional.of(TARGET)),
                new TipIm(BUDGET, List.of(TARGET), 0))) {
            float[] delta = baseline.perturbation(List.of(FACE), List.of(A), new SplittableRandom(3));
            assertTrue(dot(goal, A.embed(FACE.plus(delta))) > dot(goal, A.embed(FACE)) + 0.05, baseline.name());
        }
    }

    @Test
    void pgdStartsAtRandomAndMiFgsmKeepsItsDirection() {
        // Momentum with steps of ε/T can only reach the bound by never turning round.
        Budget budget = new Budget(8 / 255.0, 1, 8);
        float[] mi = SignAttack.miFgsm(budget, Optional.of(TARGET))
                .perturbation(List.of(FACE), List.of(A), new SplittableRandom(3));
        int atBound = 0;
        for (float value : mi) {
            atBound += Math.abs(value) > 7 / 255.0 ? 1 : 0;
        }
        assertTrue(atBound > 0.5 * mi.length, atBound + " of " + mi.length);
        Baseline pgd = SignAttack.pgd(new Budget(8 / 255.0, 1e-9, 1), Optional.empty());
        float[] one = pgd.perturbation(List.of(FACE), List.of(A), new SplittableRandom(1));
        float[] other = pgd.perturbation(List.of(FACE), List.of(A), new SplittableRandom(2));
        assertFalse(Arrays.equals(one, other));
        assertTrue(largest(one) > 7.9 / 255);
    }

    @Test
    void tiDimSmoothsTheGradientSoThatNeighboursAgree() {
        double smooth = agreement(SignAttack.tiDim(BUDGET, Optional.empty()));
        assertTrue(smooth > 0.85, "share of neighbours with one sign: " + smooth);
    }

    @Test
    void aKernelKeepsTheSumOfAnImpulseAndSpreadsItEvenly() {
        float[] impulse = new float[3 * 31 * 31];
        impulse[15 * 31 + 15] = 1;
        float[] smooth = new TranslationInvariance(new GaussianKernel(15, 3)).smooth(impulse, 31);
        assertEquals(1, PixelGradients.l1(smooth), 1e-5);
        assertEquals(smooth[15 * 31 + 10], smooth[10 * 31 + 15], 1e-8);
        assertEquals(0, smooth[15 * 31 + 23], 0);
        assertTrue(smooth[15 * 31 + 22] > 0);
    }

    @Test
    void tipImTakesTheTargetThatIsNearest() {
        AlignedFace near = blend(FACE, TARGET, 0.5);
        AlignedFace far = face(123, 0);
        float[] alone =
                new TipIm(BUDGET, List.of(near), 0).perturbation(List.of(FACE), List.of(A), new SplittableRandom(3));
        float[] chosen = new TipIm(BUDGET, List.of(far, near), 0)
                .perturbation(List.of(FACE), List.of(A), new SplittableRandom(3));
        assertArrayEquals(alone, chosen);
        assertThrows(IllegalArgumentException.class, () -> new TipIm(BUDGET, List.of(), 0));
    }

    @Test
    void tipImsNaturalnessMakesTheChangeSmaller() {
        float[] free =
                new TipIm(BUDGET, List.of(TARGET), 0).perturbation(List.of(FACE), List.of(A), new SplittableRandom(3));
        float[] natural = new TipIm(BUDGET, List.of(TARGET), 100)
                .perturbation(List.of(FACE), List.of(A), new SplittableRandom(3));
        assertTrue(PixelGradients.l1(natural) < 0.8 * PixelGradients.l1(free));
    }

    @Test
    void theHatChangesTheForeheadAlone() {
        float[] delta = new HatPatch(new Budget(127 / 255.0, 8 / 255.0, 5), 1e-4)
                .perturbation(List.of(FACE), List.of(A), new SplittableRandom(3));
        int inside = 0;
        for (int i = 0; i < delta.length; i++) {
            int y = i / 112 % 112;
            assertTrue(delta[i] == 0 || y < 33, "row " + y);
            inside += delta[i] != 0 ? 1 : 0;
        }
        assertTrue(inside > 3 * 30 * 60);
    }

    @Test
    void budgetsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Budget(0, 0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Budget(0.6, 0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Budget(0.1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Budget(0.1, 0.1, 0));
    }

    private static double agreement(Baseline baseline) {
        float[] delta = baseline.perturbation(List.of(FACE), List.of(A), new SplittableRandom(3));
        int equal = 0;
        int pairs = 0;
        for (int i = 0; i + 1 < delta.length; i++) {
            if (i % 112 < 111) {
                pairs++;
                equal += Math.signum(delta[i]) == Math.signum(delta[i + 1]) ? 1 : 0;
            }
        }
        return (double) equal / pairs;
    }

    private static List<AlignedFace> photos(int count) {
        List<AlignedFace> photos = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            photos.add(face(1, k));
        }
        return photos;
    }

    private static AlignedFace face(long person, long photo) {
        AlignedFace base = AlignedFace.of(FixedModels.picture(112, 112, person));
        return photo == 0 ? base : blend(base, AlignedFace.of(FixedModels.picture(112, 112, 900 + photo)), 0.15);
    }

    private static AlignedFace blend(AlignedFace a, AlignedFace b, double share) {
        float[] values = a.toArray();
        float[] others = b.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (share * (others[i] - values[i]));
        }
        return AlignedFace.of(a.size(), values);
    }

    private static float[] randomSigns() {
        Random random = new Random(11);
        float[] delta = new float[3 * 112 * 112];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (random.nextBoolean() ? 12 : -12) / 255f;
        }
        return delta;
    }

    /** Mean likeness of the perturbed faces to themselves. */
    private static double mean(Embedder recogniser, List<AlignedFace> faces, float[] delta) {
        double sum = 0;
        for (AlignedFace face : faces) {
            sum += dot(recogniser.embed(face), recogniser.embed(face.plus(delta))) / faces.size();
        }
        return sum;
    }

    private static double largest(float[] delta) {
        double largest = 0;
        for (float value : delta) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static float[] gaussian(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double beyond(float[] point, double[] nearest, float[] vertex) {
        double sum = 0;
        for (int i = 0; i < point.length; i++) {
            sum += (point[i] - nearest[i]) * (vertex[i] - nearest[i]);
        }
        return sum;
    }

    private static double distance(float[] point, double[] other) {
        double sum = 0;
        for (int i = 0; i < point.length; i++) {
            sum += (point[i] - other[i]) * (point[i] - other[i]);
        }
        return Math.sqrt(sum);
    }

    private static float[] toFloat(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
