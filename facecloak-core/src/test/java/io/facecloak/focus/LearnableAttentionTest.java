package io.facecloak.focus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.focus.LearnableAttention.Initialisation;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LearnableAttentionTest {

    @Test
    void aStepGoesAgainstTheNormalisedGradient() {
        float[] attention = {1, 1, 1};

        new LearnableAttention(Initialisation.ONES, 0.1, 0).descend(attention, new float[] {1, 2, 3});

        assertArrayEquals(new float[] {1.1f, 1, 0.9f}, attention, 1e-7f);
    }

    @Test
    void theOffsetDampsSmallGradients() {
        float[] attention = {1, 1, 1};

        new LearnableAttention(Initialisation.ONES, 0.1, 1).descend(attention, new float[] {1, 2, 3});

        assertArrayEquals(new float[] {1.05f, 1, 0.95f}, attention, 1e-7f);
    }

    @Test
    void anEvenGradientChangesNothing() {
        float[] attention = {0.2f, 0.4f};

        LearnableAttention.PAPER.descend(attention, new float[] {3, 3});

        assertArrayEquals(new float[] {0.2f, 0.4f}, attention);
    }

    @Test
    void theStartIsUniformOrOnes() {
        float[] attention = LearnableAttention.PAPER.start(10_000, new Random(1));
        double mean = 0;
        for (float a : attention) {
            assertTrue(a >= 0 && a < 1);
            mean += a / attention.length;
        }
        assertEquals(0.5, mean, 0.02);

        for (float a : new LearnableAttention(Initialisation.ONES, 0.1, 0).start(10, new Random(1))) {
            assertEquals(1, a);
        }
    }

    @Test
    void ratesOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LearnableAttention(Initialisation.ONES, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new LearnableAttention(Initialisation.ONES, 1, -1));
    }
}
