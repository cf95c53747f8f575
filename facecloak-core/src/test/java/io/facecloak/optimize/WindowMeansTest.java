package io.facecloak.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.facecloak.internal.image.GaussianKernel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowMeansTest {

    private static final int SIZE = 17;
    private static final GaussianKernel KERNEL = new GaussianKernel(5, 1.2);
    private static final int VALID = SIZE - KERNEL.taps() + 1;

    private final Random random = new Random(7);

    @Test
    void everyPictureHasItsOwnMeansOfWholeWindows() {
        float[] first = picture();
        float[] second = picture();

        float[][] means = new WindowMeans(SIZE, KERNEL).of(first, second);

        assertEquals(2, means.length);
        assertMeans(first, means[0]);
        assertMeans(second, means[1]);
    }

    private static void assertMeans(float[] picture, float[] means) {
        assertEquals(3 * VALID * VALID, means.length);
        double[] weights = KERNEL.weights();
        for (int i = 0; i < means.length; i++) {
            int left = i % VALID;
            int top = i / VALID % VALID;
            int channel = i / (VALID * VALID);
            double expected = 0;
            for (int y = 0; y < KERNEL.taps(); y++) {
                for (int x = 0; x < KERNEL.taps(); x++) {
                    expected += weights[y] * weights[x] * picture[(channel * SIZE + top + y) * SIZE + left + x];
                }
            }
            assertEquals(expected, means[i], 1e-6, "channel " + channel + ", row " + top + ", column " + left);
        }
    }

    private float[] picture() {
        float[] values = new float[3 * SIZE * SIZE];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}
