package io.facecloak.onnx.arc2face;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GaussianNoiseTest {

    /** The published sequence of SplitMix64 for the seed 1234567. */
    @Test
    void isDrivenBySplitMix64() {
        GaussianNoise noise = new GaussianNoise(1234567);
        for (String expected : new String[] {
            "6457827717110365317",
            "3203168211198807973",
            "9817491932198370423",
            "4593380528125082431",
            "16408922859458223821"
        }) {
            assertEquals(expected, Long.toUnsignedString(noise.nextLong()));
        }
    }

    @Test
    void isTheSameForASeedHoweverItIsAsked() {
        double[] all = new GaussianNoise(42).next(101);
        GaussianNoise again = new GaussianNoise(42);
        double[] parts = new double[101];
        System.arraycopy(again.next(33), 0, parts, 0, 33);
        System.arraycopy(again.next(68), 0, parts, 33, 68);
        assertArrayEquals(all, parts);
        assertNotEquals(all[0], new GaussianNoise(43).next(1)[0]);
    }

    /** Moments and tails of 400,000 numbers; the bounds are about five standard errors. */
    @Test
    void isStandardNormal() {
        double[] values = new GaussianNoise(7).next(400_000);
        assertEquals(0, Arrays.stream(values).average().orElseThrow(), 0.008);
        assertEquals(1, Arrays.stream(values).map(v -> v * v).average().orElseThrow(), 0.012);
        assertEquals(0, Arrays.stream(values).map(v -> v * v * v).average().orElseThrow(), 0.035);
        assertEquals(3, Arrays.stream(values).map(v -> v * v * v * v).average().orElseThrow(), 0.08);
        assertEquals(0.1587, share(values, 1), 0.003);
        assertEquals(0.02275, share(values, 2), 0.0012);
        assertEquals(0.00135, share(values, 3), 0.0003);
        double correlation = 0;
        for (int i = 1; i < values.length; i++) {
            correlation += values[i] * values[i - 1];
        }
        assertEquals(0, correlation / values.length, 0.008);
    }

    private static double share(double[] values, double above) {
        return Arrays.stream(values).filter(v -> v > above).count() / (double) values.length;
    }
}
