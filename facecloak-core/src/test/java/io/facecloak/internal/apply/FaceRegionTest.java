package io.facecloak.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaceRegionTest {

    private static final int SIZE = AlignedFace.SIZE;

    private static final Color PALE = new Color(236, 198, 176);
    private static final Color BROWN = new Color(176, 122, 88);
    private static final Color DARK = new Color(92, 62, 46);
    private static final Color BLACK_HAIR = new Color(28, 24, 24);
    private static final Color WALL = new Color(130, 140, 165);

    private static final Map<String, Color> SKINS = Map.of("pale", PALE, "brown", BROWN, "dark", DARK);

    @ParameterizedTest
    @CsvSource({
        "0, 0, pale", "-20, 5, pale", "35, 0, pale", "-45, 12, pale",
        "0, -30, brown", "20, 0, brown", "-35, 180, brown", "45, 0, brown",
        "0, 0, dark", "-20, 90, dark", "35, -8, dark", "-45, 0, dark"
    })
    void theFaceOfATurnedHeadIsFoundNotItsBackground(double yaw, double tilt, String skin) {
        for (Color background : List.of(WALL, new Color(40, 90, 40), new Color(225, 225, 220), new Color(15, 15, 25))) {
            DrawnHead head = new DrawnHead(yaw, tilt, SKINS.get(skin), BLACK_HAIR, background).withNoise(5);
            assertHugsTheFace(head, skin + " at " + yaw + " before " + background);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-35, 0, 30})
    void lightFromOneSideIsNoOtherColour(double yaw) {
        for (Color skin : SKINS.values()) {
            DrawnHead head = new DrawnHead(yaw, 0, skin, BLACK_HAIR, WALL)
                    .litFromTheRight(0.3)
                    .withNoise(6);
            assertHugsTheFace(head, skin + " in side light at " + yaw);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-40, 0, 40})
    void grayPhotosToo(double yaw) {
        for (Color skin : List.of(PALE, BROWN)) {
            DrawnHead head = new DrawnHead(yaw, 0, skin, BLACK_HAIR, new Color(45, 55, 50))
                    .gray()
                    .withNoise(7);
            assertHugsTheFace(head, "gray " + skin + " at " + yaw);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-30, 0, 30})
    void aFringeIsLeftOut(double yaw) {
        for (Color hair : List.of(BLACK_HAIR, new Color(110, 70, 30), new Color(215, 170, 60))) {
            DrawnHead head =
                    new DrawnHead(yaw, 0, PALE, hair, WALL).withFringe(hair).withNoise(8);
            assertHugsTheFace(head, "fringe " + hair + " at " + yaw);
            assertShare(0.9, head.region(), head.coveredPixels(2), w -> w < 0.1, "of fringe " + hair);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-35, 0, 35})
    void glassesFramesAreLeftOut(double yaw) {
        DrawnHead head = new DrawnHead(yaw, 0, BROWN, BLACK_HAIR, WALL)
                .withGlasses(new Color(20, 20, 25))
                .withNoise(9);
        assertHugsTheFace(head, "with glasses");
        // Upper rims lie on the brows, and may be taken for them.
        assertShare(0.6, head.region(), head.coveredPixels(0.5), w -> w < 0.4, "of frames at " + yaw);
    }

    @Test
    void aGloveBeforeTheCheekIsLeftOut() {
        DrawnHead head = new DrawnHead(0, 0, PALE, BLACK_HAIR, WALL)
                .cover(new Ellipse2D.Double(18, 12, 30, 26), new Color(60, 60, 130))
                .withNoise(10);
        assertShare(0.95, head.region(), head.coveredPixels(2), w -> w < 0.1, "of the glove");
        assertHugsTheFace(head, "beside the glove");
    }

    @Test
    void aBeardStays() {
        DrawnHead head = new DrawnHead(0, 0, PALE, BLACK_HAIR, WALL)
                .cover(new Ellipse2D.Double(-18, 28, 36, 36), new Color(50, 38, 32))
                .withNoise(11);
        assertShare(0.95, head.region(), head.coveredPixels(3), w -> w > 0.6, "of the beard");
    }

    @Test
    void aSecondFaceBesideTheFirstIsLeftOut() {
        DrawnHead head = new DrawnHead(35, 0, PALE, BLACK_HAIR, WALL)
                .cover(new Ellipse2D.Double(30, -20, 50, 60), PALE)
                .withNoise(12);
        WeightMap region = head.region();
        int wrong = 0;
        for (int y = 30; y < 100; y++) {
            for (int x = 102; x < SIZE; x++) {
                wrong += region.at(x, y) > 0.1 ? 1 : 0;
            }
        }
        assertEquals(0, wrong, "pixels of the neighbour");
    }

    @Test
    void whereColoursTellNothingTheOutlineCounts() {
        Landmarks template = FaceAligner.TEMPLATE;
        for (float level : new float[] {0, 0.2f, 0.5f, 1}) {
            float[] uniform = new float[3 * SIZE * SIZE];
            Arrays.fill(uniform, level);
            assertIsAnOutline(FaceRegion.of(AlignedFace.of(SIZE, uniform), template), "uniform " + level);
        }
        for (int seed = 0; seed < 5; seed++) {
            float[] noise = new float[3 * SIZE * SIZE];
            Random random = new Random(seed);
            for (int i = 0; i < noise.length; i++) {
                noise[i] = random.nextFloat() < 0.5 ? 0 : 1;
            }
            assertIsAnOutline(FaceRegion.of(AlignedFace.of(SIZE, noise), template), "noise " + seed);
        }
        DrawnHead hidden = new DrawnHead(0, 0, PALE, PALE, PALE).gray();
        assertIsAnOutline(hidden.region(), "background as light as skin");
    }

    /** Whatever a detector or a caller says. */
    @Test
    void weightsAreNumbersFromZeroToOneForAnyPictureAndLandmarks() {
        Random random = new Random(13);
        for (int i = 0; i < 90; i++) {
            float[] planes = new float[3 * SIZE * SIZE];
            for (int k = 0; k < planes.length; k++) {
                planes[k] = i % 3 == 0 ? random.nextFloat() : i % 3 == 1 ? random.nextInt(2) : 0;
            }
            double spread = Math.pow(10, random.nextInt(6) - 2);
            Landmarks landmarks = FaceAligner.TEMPLATE.map(
                    p -> new Point(p.x() + spread * random.nextGaussian(), p.y() + spread * random.nextGaussian()));
            Point same = landmarks.nose();
            Landmarks profile = new Landmarks(landmarks.leftEye(), landmarks.leftEye(), same, same, same);
            for (Landmarks any : List.of(landmarks, profile, landmarks.map(p -> same))) {
                for (float weight :
                        FaceRegion.of(AlignedFace.of(SIZE, planes), any).toArray()) {
                    assertTrue(weight >= 0 && weight <= 1, "weight " + weight);
                }
            }
        }
    }

    private static void assertIsAnOutline(WeightMap region, String what) {
        assertEquals(1, region.at(56, 72), 1e-3, what + ": nose");
        assertEquals(1, region.at(38, 52), 1e-3, what + ": eye");
        for (int corner : new int[] {0, SIZE - 1}) {
            assertEquals(0, region.at(corner, 0), 1e-3, what + ": above");
            assertEquals(0, region.at(corner, 50), 1e-3, what + ": beside");
            assertEquals(0, region.at(corner, SIZE - 1), 1e-3, what + ": below");
        }
    }

    private static void assertHugsTheFace(DrawnHead head, String what) {
        WeightMap region = head.region();
        assertShare(0.95, region, head.backgroundPixels(4), w -> w < 0.1, "of the background: " + what);
        assertShare(0.9, region, head.facePixels(5), w -> w > 0.6, "of the face: " + what);
    }

    private static void assertShare(
            double least, WeightMap region, boolean[] pixels, DoublePredicate right, String what) {
        int count = 0;
        int good = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i]) {
                count++;
                good += right.test(region.at(i)) ? 1 : 0;
            }
        }
        assertTrue(count > 20, "nothing to look at " + what);
        assertTrue(good >= least * count, good + " of " + count + " pixels " + what);
    }
}
