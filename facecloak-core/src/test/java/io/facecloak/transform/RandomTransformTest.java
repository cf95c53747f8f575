package io.facecloak.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomTransformTest {

    /** Odd, so that no border falls on the middle. */
    private static final int SIZE = 27;

    private final Random random = new Random(5);

    static Stream<RandomTransform> all() {
        return Stream.of(
                new AlignmentJitter(20, 0.2, 0.1),
                new InputDiversity(1, 0.7),
                new InputDiversity(0.5, 0.5),
                RandomTransform.sequence(List.of(new AlignmentJitter(20, 0.2, 0.1), new InputDiversity(1, 0.7))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theAdjointIsExact(RandomTransform transform) {
        for (int trial = 0; trial < 5; trial++) {
            LinearMap map = transform.sample(SIZE, random);
            float[] x = picture();
            float[] y = picture();

            double forward = dot(map.apply(x), y);

            assertEquals(forward, dot(x, map.adjoint(y)), 1e-5 * Math.sqrt(dot(x, x) * dot(y, y)), "trial " + trial);
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
    void aSequenceMapsInTheOrderOfItsList() {
        RandomTransform first = new AlignmentJitter(20, 0.2, 0.1);
        RandomTransform second = new InputDiversity(1, 0.6);
        float[] x = picture();
        SplittableRandom draws = new SplittableRandom(8);
        LinearMap one = first.sample(SIZE, draws);
        LinearMap other = second.sample(SIZE, draws);

        float[] seen = RandomTransform.sequence(List.of(first, second))
                .sample(SIZE, new SplittableRandom(8))
                .apply(x);

        assertArrayEquals(other.apply(one.apply(x)), seen);
        assertSame(x, RandomTransform.sequence(List.of()).sample(SIZE, random).apply(x));
    }

    @Test
    void theLeastStrengthChangesNothing() {
        float[] x = picture();

        assertArrayEquals(x, new AlignmentJitter(0, 0, 0).sample(SIZE, random).apply(x), 1e-6f);
        assertArrayEquals(x, new InputDiversity(1, 1).sample(SIZE, random).apply(x), 1e-6f);
        assertSame(x, new InputDiversity(0, 0.5).sample(SIZE, random).apply(x));
    }

    @Test
    void inputDiversityLeavesABlackMargin() {
        float[] white = new float[3 * SIZE * SIZE];
        Arrays.fill(white, 1);
        boolean margin = false;
        for (int trial = 0; trial < 10; trial++) {
            float[] seen = new InputDiversity(1, 0.6).sample(SIZE, random).apply(white);
            for (float value : seen) {
                assertTrue(value < 1e-6 || Math.abs(value - 1) < 1e-5, "either face or margin: " + value);
                margin |= value == 0;
            }
        }
        assertTrue(margin);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.9})
    void inputDiversityChangesItsShareOfDraws(double probability) {
        InputDiversity diversity = new InputDiversity(probability, 0.5);
        int changed = 0;
        for (int draw = 0; draw < 2000; draw++) {
            changed += diversity.sample(4, random) == LinearMap.IDENTITY ? 0 : 1;
        }

        assertEquals(probability, changed / 2000.0, 0.05);
    }

    @Test
    void boundsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new InputDiversity(0.5, 0.1));
        assertThrows(IllegalArgumentException.class, () -> new InputDiversity(0.5, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new InputDiversity(2, 0.8));
        assertThrows(IllegalArgumentException.class, () -> new InputDiversity(Double.NaN, 0.8));
        assertThrows(IllegalArgumentException.class, () -> new AlignmentJitter(-1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new AlignmentJitter(5, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new AlignmentJitter(5, 0, Double.NaN));
    }

    private float[] picture() {
        float[] values = new float[3 * SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
