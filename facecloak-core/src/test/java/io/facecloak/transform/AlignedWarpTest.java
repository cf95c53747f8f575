package io.facecloak.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlignedWarpTest {

    private final Random random = new Random(3);

    @Test
    void theAdjointIsExact() {
        AlignmentJitter strong = new AlignmentJitter(40, 0.5, 0.3);
        for (int trial = 0; trial < 10; trial++) {
            AlignedWarp warp = new AlignedWarp(24, strong.draw(24, random));
            float[] x = values(24);
            float[] y = values(24);

            double forward = dot(warp.apply(x), y);
            double backward = dot(x, warp.adjoint(y));

            assertEquals(forward, backward, 1e-5 * norm(x) * norm(y), "trial " + trial);
            assertEquals(1, backward / forward, 1e-4, "trial " + trial);
        }
    }

    @Test
    void theIdentityChangesNothing() {
        float[] x = values(9);
        AlignedWarp identity = new AlignedWarp(9, SimilarityTransform.IDENTITY);

        assertArrayEquals(x, identity.apply(x), 1e-7f);
        assertArrayEquals(x, identity.adjoint(x), 1e-7f);
    }

    @Test
    void aRampIsSampledBetweenPixelsAndItsBorderRepeated() {
        float[] ramp = new float[3 * 5 * 5];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i % 5;
        }

        float[] shifted = new AlignedWarp(5, new SimilarityTransform(1, 0, 1.5, -7)).apply(ramp);

        assertArrayEquals(new float[] {1.5f, 2.5f, 3.5f, 4, 4}, Arrays.copyOfRange(shifted, 25, 30), 1e-6f);
    }

    @Test
    void picturesOfAnotherSizeAreRefused() {
        AlignedWarp warp = new AlignedWarp(4, SimilarityTransform.IDENTITY);

        assertThrows(IllegalArgumentException.class, () -> warp.apply(new float[3 * 5 * 5]));
        assertThrows(IllegalArgumentException.class, () -> new AlignedWarp(1, SimilarityTransform.IDENTITY));
    }

    @Test
    void theJitterStaysWithinItsBoundsAndReachesThem() {
        AlignmentJitter jitter = AlignmentJitter.DEFAULT;
        double widest = 0;
        double farthest = 0;
        for (int i = 0; i < 1000; i++) {
            SimilarityTransform t = jitter.draw(112, random);
            double degrees = Math.toDegrees(Math.atan2(t.b(), t.a()));
            Point centre = t.apply(new Point(55.5, 55.5));
            assertTrue(Math.abs(degrees) <= 5 + 1e-9);
            assertTrue(Math.abs(t.scale() - 1) <= 0.05 + 1e-9);
            assertTrue(Math.abs(centre.x() - 55.5) <= 4.48 + 1e-9 && Math.abs(centre.y() - 55.5) <= 4.48 + 1e-9);
            widest = Math.max(widest, Math.abs(degrees));
            farthest = Math.max(farthest, Math.abs(centre.x() - 55.5));
        }
        assertTrue(widest > 4.5 && farthest > 4);
        assertThrows(IllegalArgumentException.class, () -> new AlignmentJitter(5, 1, 0));
    }

    private float[] values(int size) {
        float[] values = new float[3 * size * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static double norm(float[] v) {
        return Math.sqrt(dot(v, v));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
