package io.facecloak.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import java.awt.Color;
import org.junit.jupiter.api.Test;

class HiddenChangeTest {

    private static final Landmarks LANDMARKS = FaceAligner.TEMPLATE;

    private final AlignedFace face = new DrawnHead(0, 0, new Color(230, 190, 170), Color.DARK_GRAY, Color.GRAY)
            .withNoise(1)
            .aligned();

    @Test
    void eyesAndLipsHideLittleThoughTheirContrastIsHigh() {
        float[] factors = HiddenChange.factors(face, LANDMARKS, 1);
        float[] texture = TextureMask.factors(face);

        Point mouth = LANDMARKS.leftMouth().midpoint(LANDMARKS.rightMouth());
        for (Point watched : new Point[] {LANDMARKS.leftEye(), LANDMARKS.rightEye(), mouth}) {
            assertTrue(at(texture, watched) > 0.5, "texture at " + watched + " is " + at(texture, watched));
            assertTrue(at(factors, watched) <= 0.26, "factor at " + watched + " is " + at(factors, watched));
        }
    }

    @Test
    void nothingIsHiddenBesideTheFace() {
        float[] factors = HiddenChange.factors(face, LANDMARKS, 1);

        assertEquals(0, factors[0], 0.02);
        assertEquals(0, factors[factors.length - 1], 0.02);
    }

    @Test
    void largeFacesHideLessDownToABound() {
        float[] small = HiddenChange.factors(face, LANDMARKS, 1.5);
        float[] large = HiddenChange.factors(face, LANDMARKS, 6);
        float[] huge = HiddenChange.factors(face, LANDMARKS, 1000);

        for (int i = 0; i < small.length; i++) {
            assertEquals(0.5 * small[i], large[i], 1e-5);
            assertEquals(0.4 * small[i], huge[i], 1e-5);
        }
    }

    private static float at(float[] factors, Point point) {
        return factors[(int) Math.round(point.y()) * AlignedFace.SIZE + (int) Math.round(point.x())];
    }
}
