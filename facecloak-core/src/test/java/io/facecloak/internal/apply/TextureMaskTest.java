package io.facecloak.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import java.awt.Color;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextureMaskTest {

    private static final int SIZE = AlignedFace.SIZE;

    @Test
    void smoothSkinHidesLittleAndBrowsHideMuch() {
        DrawnHead head = new DrawnHead(0, 0, new Color(230, 190, 170), Color.DARK_GRAY, Color.GRAY).withNoise(1);

        float[] factors = TextureMask.factors(head.aligned());

        assertTrue(at(factors, 33, 75) < 0.6, "cheek " + at(factors, 33, 75));
        assertTrue(at(factors, 38, 41) > 1.2, "brow " + at(factors, 38, 41));
    }

    @Test
    void anEdgeBetweenTwoSmoothPlacesIsNoTexture() {
        float[] planes = new float[3 * SIZE * SIZE];
        for (int i = 0; i < planes.length; i++) {
            int x = i % SIZE;
            int y = i / SIZE % SIZE;
            boolean checks = y >= SIZE / 2 && (x / 2 + y / 2) % 2 == 0;
            planes[i] = checks || y < SIZE / 2 && x < SIZE / 2 ? 0.7f : 0.5f;
        }

        float[] factors = TextureMask.factors(AlignedFace.of(SIZE, planes));

        float edge = at(factors, SIZE / 2, SIZE / 4);
        float texture = at(factors, SIZE / 2, 3 * SIZE / 4);
        assertTrue(texture - TextureMask.LEAST > 1.3 * (edge - TextureMask.LEAST), texture + " and " + edge);
        assertEquals(TextureMask.LEAST, at(factors, SIZE / 2 - 12, SIZE / 4), 0.05);
    }

    @Test
    void factorsStayBoundedWhateverThePicture() {
        Random random = new Random(2);
        for (int i = 0; i < 30; i++) {
            float[] planes = new float[3 * SIZE * SIZE];
            float contrast = i / 30f;
            for (int k = 0; k < planes.length; k++) {
                planes[k] = 0.5f + contrast * (random.nextFloat() - 0.5f);
            }
            for (float factor : TextureMask.factors(AlignedFace.of(SIZE, planes))) {
                assertTrue(factor >= (float) TextureMask.LEAST && factor <= TextureMask.MOST, "factor " + factor);
            }
        }
    }

    @Test
    void aUniformFaceHidesTheLeastEverywhere() {
        float[] planes = new float[3 * SIZE * SIZE];
        Arrays.fill(planes, 0.6f);
        for (float factor : TextureMask.factors(AlignedFace.of(SIZE, planes))) {
            assertEquals(TextureMask.LEAST, factor, 0.02);
        }
    }

    private static float at(float[] factors, int x, int y) {
        return factors[y * SIZE + x];
    }
}
