package io.facecloak.focus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class FaceOvalTest {

    private static final int SIZE = 112;

    private final FaceOval oval = new FaceOval();

    @Test
    void holdsTheFaceAndLeavesTheCornersAlone() {
        boolean[] raised = oval.raised(black(), FaceAligner.TEMPLATE);

        for (Point landmark : FaceAligner.TEMPLATE.points()) {
            assertTrue(at(raised, 0, (int) landmark.x(), (int) landmark.y()), landmark.toString());
        }
        for (int corner : new int[] {0, SIZE - 1, SIZE * (SIZE - 1), SIZE * SIZE - 1}) {
            assertFalse(raised[corner]);
        }
        assertFalse(at(raised, 0, 2, 68), "beside the cheek");
        assertTrue(at(raised, 0, 20, 68), "the cheek");
        assertTrue(at(raised, 0, 56, 16), "the forehead");
    }

    @Test
    void isTheSameInAllChannelsAndAsWideAsLandmarksSay() {
        Landmarks eyes = new Landmarks(
                new Point(46, 40), new Point(66, 40), new Point(56, 50), new Point(48, 60), new Point(64, 60));

        boolean[] raised = oval.raised(black(), eyes);

        int width = 0;
        for (int x = 0; x < SIZE; x++) {
            width += at(raised, 0, x, 48) ? 1 : 0;
        }
        assertEquals(2 * 1.2 * 20 + 1, width);
        for (int i = 0; i < SIZE * SIZE; i++) {
            assertEquals(raised[i], raised[SIZE * SIZE + i]);
            assertEquals(raised[i], raised[2 * SIZE * SIZE + i]);
        }
    }

    @Test
    void aFaceBeyondTheBorderIsCutOff() {
        Landmarks outside = FaceAligner.TEMPLATE.map(p -> new Point(p.x() + 90, p.y() - 60));
        Landmarks far = FaceAligner.TEMPLATE.map(p -> new Point(p.x() + 1000, p.y()));

        assertTrue(at(oval.raised(black(), outside), 0, SIZE - 1, 4));
        for (boolean sample : oval.raised(black(), far)) {
            assertFalse(sample);
        }
    }

    @Test
    void isFoundByName() {
        assertTrue(ServiceLoader.load(FocusMask.class).stream()
                .anyMatch(provider -> provider.type() == FaceOval.class
                        && provider.get().name().equals("face-oval")));
    }

    private static AlignedFace black() {
        return AlignedFace.of(SIZE, new float[AlignedFace.CHANNELS * SIZE * SIZE]);
    }

    private static boolean at(boolean[] samples, int channel, int x, int y) {
        return samples[(channel * SIZE + y) * SIZE + x];
    }
}
