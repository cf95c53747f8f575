package io.facecloak.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.internal.image.GaussianKernel;
import io.facecloak.optimize.AlignmentJitter;
import io.facecloak.synthesis.JpegRoundTrip;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomTransformTest {

    /** Odd and no multiple of 8: borders of every kind are met. */
    private static final int SIZE = 27;

    private final Random random = new Random(5);

    static Stream<RandomTransform> linear() {
        return Stream.of(
                new AlignmentJitter(20, 0.2, 0.1), new RandomResize(0.3), new RandomBlur(2), new InputDiversity(0.7));
    }

    static Stream<RandomTransform> all() {
        return Stream.concat(
                linear(),
                Stream.of(
                        new RandomExposure(0.3, 0.2),
                        new RandomNoise(0.05),
                        new RandomErasing(0.5),
                        new RandomJpeg(30, 90),
                        RandomTransform.sequence(
                                List.of(new RandomExposure(0.2, 0), new RandomJpeg(50, 50), new RandomBlur(1))),
                        RandomTransform.sequence(List.of(
                                new RandomBlur(1),
                                new RandomExposure(0.2, 0),
                                new AlignmentJitter(20, 0.2, 0.1),
                                new InputDiversity(0.7)))));
    }

    @ParameterizedTest
    @MethodSource("linear")
    void theAdjointOfALinearTransformIsExact(RandomTransform transform) {
        for (int trial = 0; trial < 5; trial++) {
            LinearMap map = (LinearMap) transform.sample(SIZE, random);
            float[] x = picture();
            float[] y = picture();

            double forward = dot(map.apply(x), y);

            assertEquals(forward, dot(x, map.adjoint(y)), 1e-5 * Math.sqrt(dot(x, x) * dot(y, y)), "trial " + trial);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void thePullbackIsTheDerivative(RandomTransform transform) {
        for (int trial = 0; trial < 3; trial++) {
            DifferentiableMap map = transform.sample(SIZE, random);
            float[] x = picture();
            float[] direction = picture();
            float[] cotangent = picture();
            for (int i = 0; i < x.length; i++) {
                // Away from the clip of the exposure and, in small steps, from the kinks of rounding.
                x[i] = 0.35f + 0.3f * x[i];
                direction[i] -= 0.5f;
                cotangent[i] -= 0.5f;
            }

            double h = 2e-4;
            double difference = (dot(map.apply(moved(x, direction, h)), cotangent)
                            - dot(map.apply(moved(x, direction, -h)), cotangent))
                    / (2 * h);
            double derivative = dot(map.pullback(x, cotangent), direction);

            double scale = Math.sqrt(dot(direction, direction) * dot(cotangent, cotangent));
            assertEquals(difference, derivative, 4e-3 * scale, "trial " + trial);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void equalSeedsDrawEqualMapsAndTheArgumentsStayAsTheyWere(RandomTransform transform) {
        float[] x = picture();
        float[] before = x.clone();

        float[] first = transform.sample(SIZE, new SplittableRandom(3)).apply(x);

        assertArrayEquals(first, transform.sample(SIZE, new SplittableRandom(3)).apply(x));
        assertArrayEquals(before, x);
        boolean differs = false;
        for (int seed = 4; seed < 8; seed++) {
            differs |= !Arrays.equals(
                    first, transform.sample(SIZE, new SplittableRandom(seed)).apply(x));
        }
        assertTrue(differs, "other seeds draw other maps");
    }

    @Test
    void resamplingAndBlurKeepAFlatPictureAndTheirBorders() {
        float[] flat = new float[3 * SIZE * SIZE];
        Arrays.fill(flat, 0.4f);

        assertArrayEquals(flat, new RandomResize(0.2).sample(SIZE, random).apply(flat), 1e-5f);
        assertArrayEquals(flat, new RandomBlur(4).sample(SIZE, random).apply(flat), 1e-5f);
    }

    @Test
    void aBlurSpreadsASampleRoundItsPlace() {
        int x = 5;
        int y = 14;
        double sigma = 1.3;
        float[] dot = new float[3 * SIZE * SIZE];
        dot[(SIZE + y) * SIZE + x] = 1;
        double[] weights = new GaussianKernel(9, sigma).weights();

        float[] blurred = RandomBlur.gaussian(SIZE, sigma).apply(dot);

        for (int i = 0; i < blurred.length; i++) {
            int dx = Math.abs(i % SIZE - x);
            int dy = Math.abs(i / SIZE % SIZE - y);
            boolean near = i / (SIZE * SIZE) == 1 && dx <= 4 && dy <= 4;
            assertEquals(near ? weights[4 + dx] * weights[4 + dy] : 0, blurred[i], 1e-6, "sample " + i);
        }
    }

    @Test
    void theLeastStrengthChangesNothing() {
        float[] x = picture();

        assertArrayEquals(x, new RandomResize(1).sample(SIZE, random).apply(x), 1e-6f);
        assertArrayEquals(x, new RandomBlur(0).sample(SIZE, random).apply(x), 1e-6f);
        assertArrayEquals(x, new InputDiversity(1).sample(SIZE, random).apply(x), 1e-6f);
        assertArrayEquals(x, new RandomExposure(0, 0).sample(SIZE, random).apply(x), 1e-6f);
        assertArrayEquals(x, new RandomNoise(0).sample(SIZE, random).apply(x));
        assertArrayEquals(x, new RandomErasing(0).sample(SIZE, random).apply(x));
        assertArrayEquals(
                x, new RandomNoise(0.1).withProbability(0).sample(SIZE, random).apply(x));
    }

    @Test
    void inputDiversityLeavesABlackMargin() {
        float[] white = new float[3 * SIZE * SIZE];
        Arrays.fill(white, 1);
        boolean margin = false;
        for (int trial = 0; trial < 10; trial++) {
            float[] seen = new InputDiversity(0.6).sample(SIZE, random).apply(white);
            for (float value : seen) {
                assertTrue(value < 1e-6 || Math.abs(value - 1) < 1e-5, "either face or margin: " + value);
                margin |= value == 0;
            }
        }
        assertTrue(margin);
    }

    @Test
    void theSoftJpegIsNearTheRealOne() {
        int side = 64;
        float[] planes = new float[3 * side * side];
        for (int i = 0; i < planes.length; i++) {
            int x = i % side;
            int y = i / side % side;
            planes[i] = (float) (0.5
                    + 0.2 * Math.sin(x / 5.0 + i / (side * side))
                    + 0.15 * Math.cos(y / 3.0)
                    + 0.04 * random.nextGaussian());
            planes[i] = Math.max(0.05f, Math.min(0.95f, planes[i]));
        }
        AlignedFace face = AlignedFace.of(side, planes);
        float[] original = AlignedFace.of(face.toPicture()).toArray();
        float[] real = AlignedFace.of(JpegRoundTrip.of(face.toPicture(), 0.5f)).toArray();

        float[] soft = new RandomJpeg(50, 50).sample(side, random).apply(original);

        double change = distance(real, original);
        assertTrue(change > 0.01, "the compression is seen: " + change);
        assertTrue(distance(soft, real) < 0.6 * change, distance(soft, real) + " of " + change);
    }

    @Test
    void whatJpegRemovesGetsNoGradient() {
        int side = 16;
        float[] grey = new float[3 * side * side];
        Arrays.fill(grey, 128 / 255f);
        DifferentiableMap jpeg = new RandomJpeg(50, 50).sample(side, random);
        float[] checks = new float[grey.length];
        for (int i = 0; i < checks.length; i++) {
            checks[i] = (i % side + i / side) % 2 == 0 ? 1 : -1;
        }

        float[] gradient = jpeg.pullback(grey, checks);

        assertTrue(dot(gradient, gradient) < 1e-6 * dot(checks, checks), "the finest pattern does not survive");
        assertFalse(Double.isNaN(gradient[0]));
    }

    @Test
    void boundsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new RandomResize(0));
        assertThrows(IllegalArgumentException.class, () -> new RandomBlur(-1));
        assertThrows(IllegalArgumentException.class, () -> new InputDiversity(0.1));
        assertThrows(IllegalArgumentException.class, () -> new RandomExposure(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new RandomNoise(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new RandomErasing(1.1));
        assertThrows(IllegalArgumentException.class, () -> new RandomJpeg(80, 70));
        assertThrows(IllegalArgumentException.class, () -> new RandomBlur(1).withProbability(2));
    }

    private float[] picture() {
        float[] values = new float[3 * SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static float[] moved(float[] x, float[] direction, double step) {
        float[] result = x.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] += (float) (step * direction[i]);
        }
        return result;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
        }
        return Math.sqrt(sum / a.length);
    }
}
