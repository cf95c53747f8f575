package io.facecloak.focus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class HighPassMaskTest {

    @Test
    void theMapEqualsTheReferenceFilter() throws IOException {
        AlignedFace face = AlignedFace.of(
                ImageIO.read(Shared.path("reference/images/a112.png").toFile()));
        float[] expected = new float[3 * 112 * 112];
        ByteBuffer.wrap(Files.readAllBytes(Shared.path("reference/filters/a112_highpass.bin")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(expected);

        assertArrayEquals(expected, new HighPassMask().map(face), 2e-4f);
    }

    @Test
    void theMapHasZeroMeanAndUnitDeviationOverAllChannels() {
        float[] map = new HighPassMask().map(noise(40));

        double mean = 0;
        for (float v : map) {
            mean += v / map.length;
        }
        double squares = 0;
        for (float v : map) {
            squares += (v - mean) * (v - mean);
        }
        assertEquals(0, mean, 1e-6);
        assertEquals(1, Math.sqrt(squares / (map.length - 1)), 1e-6);
    }

    @Test
    void aBrightDotIsRaisedInItsChannelOnly() {
        float[] planes = new float[3 * 32 * 32];
        int green = 32 * 32 + 16 * 32 + 10;
        planes[green] = 1;

        boolean[] raised = new HighPassMask().raised(AlignedFace.of(32, planes), FaceAligner.TEMPLATE);

        assertTrue(raised[green]);
        assertFalse(raised[green + 3], "its dark halo");
        // Its own halo lowers the mean a little, so that flat areas lie just above it.
        assertFalse(
                new HighPassMask(23, 3, 0.5).raised(AlignedFace.of(32, planes), FaceAligner.TEMPLATE)[green - 32 * 32]);
    }

    @Test
    void aHigherThresholdRaisesFewerSamples() {
        AlignedFace face = noise(40);

        assertTrue(count(new HighPassMask(23, 3, 1), face) < count(new HighPassMask(23, 3, 0), face));
        assertEquals(0, count(new HighPassMask(23, 3, 100), face));
    }

    @Test
    void aFlatFaceHasNoDetail() {
        float[] grey = new float[3 * 24 * 24];
        Arrays.fill(grey, 0.3f);

        assertArrayEquals(new float[grey.length], new HighPassMask().map(AlignedFace.of(24, grey)));
    }

    @Test
    void unusableOptionsAndFacesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HighPassMask(22, 3, 0));
        assertThrows(IllegalArgumentException.class, () -> new HighPassMask(23, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new HighPassMask(23, 3, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new HighPassMask().map(noise(11)));
    }

    private static long count(HighPassMask mask, AlignedFace face) {
        int count = 0;
        for (boolean raised : mask.raised(face, FaceAligner.TEMPLATE)) {
            count += raised ? 1 : 0;
        }
        return count;
    }

    private static AlignedFace noise(int size) {
        Random random = new Random(5);
        float[] planes = new float[3 * size * size];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = random.nextFloat();
        }
        return AlignedFace.of(size, planes);
    }
}
