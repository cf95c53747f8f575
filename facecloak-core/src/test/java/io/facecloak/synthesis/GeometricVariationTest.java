package io.facecloak.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeometricVariationTest {

    private static final int SIZE = FaceCanvas.SIZE;
    private static final Landmarks FACE = Faces.landmarks(new Point(113, 118), 50);

    /** The strongest ranges that SeedVariations uses, and the whole way round them. */
    static Stream<Variation> geometric() {
        return Stream.of(
                new HeadPose(24, 15.5),
                new Expression(1.7),
                new Placement(14, 0.12, 0.05),
                new Mirror(),
                random -> portrait -> HeadPose.rotate(portrait, Math.toRadians(24), Math.toRadians(15)),
                random -> portrait -> HeadPose.rotate(portrait, Math.toRadians(-24), Math.toRadians(-15)));
    }

    @ParameterizedTest
    @MethodSource("geometric")
    void landmarksFollowThePicture(Variation variation) {
        for (int seed = 0; seed < 5; seed++) {
            for (int i = 0; i < 5; i++) {
                Point mark = FACE.points().get(i);
                Portrait marked = new Portrait(Faces.spot(SIZE, SIZE, mark, 1.5), FACE);
                Portrait varied = variation.draw(new SplittableRandom(seed)).apply(marked);
                // The mirror renames: the spot is then at the point of the other side.
                int expected =
                        variation instanceof Mirror ? List.of(1, 0, 2, 4, 3).get(i) : i;
                Point found = Faces.brightest(varied.picture());
                double error = found.distanceTo(varied.landmarks().points().get(expected));
                assertTrue(error < 1, variation + ", seed " + seed + ", landmark " + i + ": off by " + error);
            }
        }
    }

    @Test
    void posesMoveTheNoseAgainstTheEyes() {
        Portrait portrait = new Portrait(Faces.colourful(SIZE, SIZE), FACE);
        Landmarks turned =
                HeadPose.rotate(portrait, Math.toRadians(15), Math.toRadians(0)).landmarks();
        double nose =
                turned.nose().x() - (turned.leftEye().x() + turned.rightEye().x()) / 2;
        double before = FACE.nose().x() - (FACE.leftEye().x() + FACE.rightEye().x()) / 2;
        assertTrue(nose > before + 3, "the nose must move right of the eyes, but moved by " + (nose - before));
        assertTrue(HeadModel.yaw(turned) > HeadModel.yaw(FACE) + Math.toRadians(5));
    }

    @Test
    void aFaceTurnedAsideIsNotTurnedFurther() {
        Portrait portrait = new Portrait(Faces.colourful(SIZE, SIZE), FACE);
        Portrait aside = HeadPose.rotate(portrait, Math.toRadians(24), 0);
        aside = HeadPose.rotate(aside, Math.toRadians(24), 0);
        double present = HeadModel.yaw(aside.landmarks());
        assertTrue(present > Math.toRadians(30), "precondition: the face must be far aside, but is at " + present);
        for (int seed = 0; seed < 20; seed++) {
            Landmarks varied = new HeadPose(20, 1e-9)
                    .draw(new SplittableRandom(seed))
                    .apply(aside)
                    .landmarks();
            assertTrue(HeadModel.yaw(varied) <= present + 1e-6);
        }
    }

    @Test
    void mirrorIsExactAndItsOwnInverse() {
        Portrait portrait = new Portrait(Faces.colourful(SIZE, SIZE), FACE);
        Portrait mirrored = new Mirror().draw(new SplittableRandom(1)).apply(portrait);
        assertEquals(
                SIZE - 1 - FACE.rightEye().x(), mirrored.landmarks().leftEye().x(), 1e-9);
        assertEquals(
                SIZE - 1 - FACE.rightMouth().x(),
                mirrored.landmarks().leftMouth().x(),
                1e-9);
        assertTrue(mirrored.landmarks().leftEye().x()
                < mirrored.landmarks().rightEye().x());
        Portrait twice = new Mirror().draw(new SplittableRandom(1)).apply(mirrored);
        assertArrayEquals(Faces.pixels(portrait), Faces.pixels(twice));
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    0,
                    FACE.points().get(i).distanceTo(twice.landmarks().points().get(i)),
                    1e-9);
        }
    }

    @Test
    void warpLeavesThePictureAloneWhereNothingMoves() {
        Portrait portrait = new Portrait(Faces.colourful(SIZE, SIZE), FACE);
        assertArrayEquals(Faces.pixels(portrait), Faces.pixels(Warp.forward(portrait, point -> point)));
    }

    @Test
    void canvasPutsFacesOfAnySizeAtTheSamePlace() {
        for (double eyes : new double[] {8, 20, 51, 300, 700}) {
            Point centre = new Point(5 * eyes / 2, 2.5 * eyes);
            int side = (int) (5 * eyes);
            Landmarks face = Faces.landmarks(centre, eyes);
            for (int i = 0; i < 5; i++) {
                Portrait photo =
                        new Portrait(Faces.spot(side, side, face.points().get(i), Math.max(1, eyes / 30)), face);
                Portrait canvas = FaceCanvas.of(photo);
                assertEquals(SIZE, canvas.picture().getWidth());
                assertEquals(50.34, canvas.landmarks().eyeDistance(), 0.01);
                double error = Faces.brightest(canvas.picture())
                        .distanceTo(canvas.landmarks().points().get(i));
                assertTrue(error < 1, "eye distance " + eyes + ", landmark " + i + ": off by " + error);
            }
        }
    }
}
