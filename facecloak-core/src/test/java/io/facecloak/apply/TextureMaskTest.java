package io.facecloak.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.AlignedFace;
import java.awt.Color;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextureMaskTest {

    private static final int SIZE = AlignedFace.SIZE;

    @Test
    void smoothSkinGetsLessThanBrowsAndMouthAtTheSameEnergy() {
        DrawnHead head = new DrawnHead(0, 0, new Color(230, 190, 170), Color.DARK_GRAY, Color.GRAY).withNoise(1);
        WeightMap region = head.region();

        float[] factors = TextureMask.factors(head.aligned(), region);

        assertTrue(at(factors, 33, 75) < 0.9, "cheek " + at(factors, 33, 75));
        assertTrue(at(factors, 38, 41) > 1.2, "brow " + at(factors, 38, 41));
        assertEquals(1, meanSquare(factors, region), 0.02);
    }

    @Test
    void factorsStayBoundedWhateverThePicture() {
        Random random = new Random(2);
        for (int i = 0; i < 30; i++) {
            float[] planes = new float[3 * SIZE * SIZE];
            float[] weights = new float[SIZE * SIZE];
            float contrast = i / 30f;
            for (int k = 0; k < planes.length; k++) {
                planes[k] = 0.5f + contrast * (random.nextFloat() - 0.5f);
            }
            for (int k = 0; k < weights.length; k++) {
                weights[k] = i % 5 == 0 ? 0 : random.nextFloat();
            }
            for (float factor : TextureMask.factors(AlignedFace.of(SIZE, planes), new WeightMap(SIZE, weights))) {
                assertTrue(factor >= TextureMask.LEAST && factor <= TextureMask.MOST, "factor " + factor);
            }
        }
    }

    @Test
    void aUniformFaceKeepsTheCloakAsItIs() {
        float[] planes = new float[3 * SIZE * SIZE];
        Arrays.fill(planes, 0.6f);
        float[] ones = new float[SIZE * SIZE];
        Arrays.fill(ones, 1);
        for (float factor : TextureMask.factors(AlignedFace.of(SIZE, planes), new WeightMap(SIZE, ones))) {
            assertEquals(1, factor, 1e-3);
        }
    }

    private static float at(float[] factors, int x, int y) {
        return factors[y * SIZE + x];
    }

    private static double meanSquare(float[] factors, WeightMap region) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < factors.length; i++) {
            double weight = region.at(i) * region.at(i);
            sum += weight * factors[i] * factors[i];
            total += weight;
        }
        return sum / total;
    }
}
