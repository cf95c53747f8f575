package io.facecloak.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.Box;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.image.Orientation;
import io.facecloak.model.LandmarkDetector;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TurningDetectorTest {

    private static final int[] COLOURS = {0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0xff00ff};

    private record Fake(Function<BufferedImage, List<Face>> search) implements LandmarkDetector {

        @Override
        public List<Face> detect(BufferedImage photo) {
            return search.apply(photo);
        }

        @Override
        public void close() {}
    }

    private final List<BufferedImage> searched = new ArrayList<>();

    /** Sees landmarks as blots of five colours, and takes them for a face if they are upright. */
    private List<Face> blots(BufferedImage photo, double score) {
        searched.add(photo);
        List<Point> points = new ArrayList<>();
        for (int colour : COLOURS) {
            points.add(centre(photo, colour));
        }
        Landmarks landmarks = new Landmarks(points.get(0), points.get(1), points.get(2), points.get(3), points.get(4));
        SimilarityTransform toAligned = FaceAligner.toAligned(landmarks);
        boolean upright = Math.abs(Math.atan2(toAligned.b(), toAligned.a())) < Math.PI / 4;
        return upright ? List.of(new Face(box(landmarks), landmarks, score)) : List.of();
    }

    private static Point centre(BufferedImage photo, int colour) {
        double x = 0;
        double y = 0;
        int count = 0;
        for (int row = 0; row < photo.getHeight(); row++) {
            for (int column = 0; column < photo.getWidth(); column++) {
                if ((photo.getRGB(column, row) & 0xffffff) == colour) {
                    x += column;
                    y += row;
                    count++;
                }
            }
        }
        return new Point(x / count, y / count);
    }

    private static Box box(Landmarks landmarks) {
        SimilarityTransform toPhoto = FaceAligner.toAligned(landmarks).inverse();
        Point centre = toPhoto.apply(new Point(56, 64));
        double half = 47 * toPhoto.scale();
        return new Box(centre.x() - half, centre.y() - half, centre.x() + half, centre.y() + half);
    }

    private static Landmarks landmarks(double x, double y, double eyes, double degrees) {
        double scale = eyes / FaceAligner.TEMPLATE.eyeDistance();
        SimilarityTransform toPhoto =
                SimilarityTransform.about(new Point(56, 64), Math.toRadians(degrees), scale, x - 56, y - 64);
        return FaceAligner.TEMPLATE.map(toPhoto::apply);
    }

    private static BufferedImage photo(int width, int height, Landmarks landmarks, int blot) {
        BufferedImage photo = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = photo.createGraphics();
        int side = 2 * blot + 1;
        for (int i = 0; i < COLOURS.length; i++) {
            Point point = landmarks.points().get(i);
            graphics.setColor(new Color(COLOURS[i]));
            graphics.fillRect((int) Math.round(point.x()) - blot, (int) Math.round(point.y()) - blot, side, side);
        }
        graphics.dispose();
        return photo;
    }

    private static void assertNear(Landmarks expected, Face found, double tolerance) {
        for (int i = 0; i < COLOURS.length; i++) {
            Point wanted = expected.points().get(i);
            Point point = found.landmarks().points().get(i);
            assertTrue(wanted.distanceTo(point) <= tolerance, () -> wanted + " but " + point);
        }
        Box box = box(expected);
        assertTrue(box.centre().distanceTo(found.box().centre()) <= 2 * tolerance, () -> box + " but " + found.box());
        assertEquals(box.width(), found.box().width(), 4 * tolerance);
        assertEquals(box.height(), found.box().height(), 4 * tolerance);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "90, 4", "-90, 4", "180, 4"})
    void aFaceIsFoundWhicheverWayItIsTurned(double degrees, int searches) {
        Random random = new Random((long) degrees);
        TurningDetector detector = new TurningDetector(new Fake(photo -> blots(photo, 0.999)));
        for (int i = 0; i < 20; i++) {
            Landmarks landmarks = landmarks(
                    100 + random.nextInt(60),
                    100 + random.nextInt(20),
                    40 + random.nextInt(20),
                    degrees + random.nextInt(50) - 25);
            searched.clear();

            List<Face> faces = detector.detect(photo(280, 220, landmarks, 1));

            assertEquals(1, faces.size());
            assertNear(landmarks, faces.get(0), 1);
            assertEquals(searches, searched.size(), "a photo is turned only if no upright face is found");
        }
    }

    @Test
    void largePhotosAreTurnedSmaller() {
        Landmarks landmarks = landmarks(1500, 900, 300, 90);

        List<Face> faces =
                new TurningDetector(new Fake(photo -> blots(photo, 0.999))).detect(photo(2600, 2000, landmarks, 20));

        assertNear(landmarks, faces.get(0), 3);
        for (BufferedImage copy : searched.subList(1, 4)) {
            assertTrue(copy.getWidth() * copy.getHeight() <= 3_000_000);
        }
    }

    @Test
    void aSurerFaceInATurnedPhotoWinsOverAnUnsureUprightOne() {
        Landmarks landmarks = landmarks(110, 110, 40, 180);
        Landmarks elsewhere = landmarks(60, 60, 30, 0);
        Face mistaken = new Face(box(elsewhere), elsewhere, 0.97);
        BufferedImage photo = photo(220, 220, landmarks, 1);
        Function<Double, List<Face>> withScore =
                score -> new TurningDetector(new Fake(view -> view == photo ? List.of(mistaken) : blots(view, score)))
                        .detect(photo);

        assertNear(landmarks, withScore.apply(0.99).get(0), 1);
        assertEquals(List.of(mistaken), withScore.apply(0.95), "no turn shows anything sure");
    }

    @Test
    void withoutAnyFaceTheAnswerIsEmpty() {
        Fake blind = new Fake(photo -> List.of());
        TurningDetector detector = new TurningDetector(blind);

        assertEquals(List.of(), detector.detect(new BufferedImage(30, 20, BufferedImage.TYPE_BYTE_GRAY)));
        assertNotEquals(blind.fingerprint(), detector.fingerprint(), "they find different faces");
    }

    @ParameterizedTest
    @EnumSource(Orientation.class)
    void pointsGoWherePixelsGo(Orientation orientation) {
        BufferedImage stored = new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 35; i++) {
            stored.setRGB(i % 7, i / 7, i);
        }
        BufferedImage upright = orientation.toUpright(stored);
        for (int y = 0; y < upright.getHeight(); y++) {
            for (int x = 0; x < upright.getWidth(); x++) {
                Point point = orientation.toStored(new Point(x, y), upright.getWidth(), upright.getHeight());
                assertEquals(upright.getRGB(x, y), stored.getRGB((int) point.x(), (int) point.y()));
            }
        }
    }

    @Test
    void mistakenLandmarksAreToldFromFaces() {
        Landmarks good = landmarks(100, 100, 40, 30);
        Box box = box(good);
        assertTrue(new Face(box, good, 1).hasFaceGeometry());
        Point nose = good.nose();
        List<Landmarks> bad = List.of(
                new Landmarks(good.leftMouth(), good.rightMouth(), nose, good.leftEye(), good.rightEye()),
                new Landmarks(good.rightEye(), good.leftEye(), nose, good.rightMouth(), good.leftMouth()),
                new Landmarks(
                        good.leftEye(),
                        good.rightEye(),
                        new Point(nose.x() + 60, nose.y()),
                        good.leftMouth(),
                        good.rightMouth()),
                good.map(point -> new Point(5, 5)));
        for (Landmarks landmarks : bad) {
            assertFalse(new Face(box, landmarks, 1).hasFaceGeometry(), landmarks.toString());
        }
        Box beside = new Box(box.left() + 60, box.top(), box.right() + 60, box.bottom());
        assertFalse(new Face(beside, good, 1).hasFaceGeometry());
        assertFalse(new Face(new Box(0, 0, 400, 400), good, 1).hasFaceGeometry());
    }
}
