package io.facecloak.internal.jpeg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ForwardDctTest {

    /** T.81 A.3.3, term by term. */
    @Test
    void coefficientsAreThoseOfTheDefinition() {
        double[] samples = new Random(1).doubles(64, -255, 255).toArray();
        double[] block = samples.clone();
        ForwardDct.transform(block);
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                double sum = 0;
                for (int i = 0; i < 64; i++) {
                    sum += samples[i]
                            * Math.cos((2 * (i % 8) + 1) * u * Math.PI / 16)
                            * Math.cos((2 * (i / 8) + 1) * v * Math.PI / 16);
                }
                double scale = (u == 0 ? Math.sqrt(0.5) : 1) * (v == 0 ? Math.sqrt(0.5) : 1) / 4;
                assertEquals(scale * sum, block[8 * v + u], 1e-9, "coefficient " + v + ", " + u);
            }
        }
    }
}
