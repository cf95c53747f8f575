package io.facecloak.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Landmarks;
import io.facecloak.face.Point;
import io.facecloak.face.Portrait;
import io.facecloak.synthesis.SeedVariations.Strength;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SeedVariationsTest {

    private static final Portrait SEED =
            new Portrait(Faces.colourful(250, 250), Faces.landmarks(new Point(125, 130), 42));

    @ParameterizedTest
    @EnumSource
    void givesAsManyDifferentPortraitsAsAskedFor(Strength strength) {
        List<Portrait> portraits = new SeedVariations(strength).synthesize(SEED, 6, new SplittableRandom(7));
        assertEquals(6, portraits.size());
        Set<Integer> contents = new HashSet<>();
        for (Portrait portrait : portraits) {
            contents.add(Arrays.hashCode(Faces.pixels(portrait)));
            assertEquals(FaceCanvas.SIZE, portrait.picture().getWidth());
            assertEquals(FaceCanvas.SIZE, portrait.picture().getHeight());
            assertFaceShaped(portrait.landmarks());
        }
        assertEquals(6, contents.size());
    }

    @Test
    void isDeterministicForAGeneratorStateAndLeavesTheSeedAlone() {
        int[] before = Faces.pixels(SEED);
        List<Portrait> first = new SeedVariations().synthesize(SEED, 4, new SplittableRandom(42));
        List<Portrait> second = new SeedVariations().synthesize(SEED, 4, new SplittableRandom(42));
        List<Portrait> other = new SeedVariations().synthesize(SEED, 4, new SplittableRandom(43));
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(Faces.pixels(first.get(i)), Faces.pixels(second.get(i)));
            assertEquals(first.get(i).landmarks(), second.get(i).landmarks());
            assertFalse(Arrays.equals(Faces.pixels(first.get(i)), Faces.pixels(other.get(i))));
        }
        assertArrayEquals(before, Faces.pixels(SEED));
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        List<Portrait> one = new SeedVariations(Strength.STRONG).synthesize(SEED, 12, new SplittableRandom(5));
        List<Portrait> three = new SeedVariations(Strength.STRONG, 3).synthesize(SEED, 12, new SplittableRandom(5));
        for (int i = 0; i < 12; i++) {
            assertArrayEquals(Faces.pixels(one.get(i)), Faces.pixels(three.get(i)));
            assertEquals(one.get(i).landmarks(), three.get(i).landmarks());
        }
        assertThrows(IllegalArgumentException.class, () -> new SeedVariations(Strength.MILD, 0));
    }

    @Test
    void strongerVariationsMoveFurtherFromTheSeed() {
        double mild = meanDifference(Strength.MILD);
        double balanced = meanDifference(Strength.BALANCED);
        double strong = meanDifference(Strength.STRONG);
        assertTrue(mild < balanced && balanced < strong, mild + ", " + balanced + ", " + strong);
    }

    private static double meanDifference(Strength strength) {
        float[] seed = SEED.aligned().toArray();
        double sum = 0;
        for (Portrait portrait : new SeedVariations(strength).synthesize(SEED, 24, new SplittableRandom(3))) {
            float[] face = portrait.aligned().toArray();
            for (int i = 0; i < face.length; i++) {
                sum += Math.abs(face[i] - seed[i]);
            }
        }
        return sum;
    }

    /** Every kind of variation alone, at its strongest. */
    static Stream<Variation> kinds() {
        return Stream.of(
                new Mirror(),
                new Expression(1.7),
                new HeadPose(24, 15),
                new Occlusion(1),
                new Background(),
                new Lighting(1.3),
                new Tone(1.4),
                new ColourCast(1.4),
                new Placement(14, 0.12, 0.05),
                new Blur(0.01),
                new JpegCompression(0.3));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindChangesThePictureButNotItsSize(Variation variation) {
        Portrait canvas = FaceCanvas.of(SEED);
        for (int seed = 0; seed < 4; seed++) {
            Portrait varied = variation.draw(new SplittableRandom(seed)).apply(canvas);
            assertEquals(canvas.picture().getWidth(), varied.picture().getWidth());
            assertEquals(canvas.picture().getHeight(), varied.picture().getHeight());
            assertFalse(Arrays.equals(Faces.pixels(canvas), Faces.pixels(varied)), variation + " changed nothing");
        }
    }

    @Test
    void backgroundKeepsTheFaceAndReplacesTheCorner() {
        Portrait canvas = FaceCanvas.of(SEED);
        Portrait varied = new Background().draw(new SplittableRandom(5)).apply(canvas);
        Point nose = canvas.landmarks().nose();
        for (int dy = -30; dy <= 30; dy += 5) {
            for (int dx = -30; dx <= 30; dx += 5) {
                int x = (int) nose.x() + dx;
                int y = (int) nose.y() + dy;
                assertEquals(
                        canvas.picture().getRGB(x, y) & 0xffffff,
                        varied.picture().getRGB(x, y) & 0xffffff);
            }
        }
        int last = FaceCanvas.SIZE - 1;
        assertFalse(canvas.picture().getRGB(last, 0) == varied.picture().getRGB(last, 0));
    }

    @Test
    void lightFromTheSideBrightensThatSide() {
        BufferedImage grey = Pixels.of(224, 224, filled(224 * 224, 0x808080));
        Portrait flat = new Portrait(grey, FaceCanvas.of(SEED).landmarks());
        boolean left = false;
        boolean right = false;
        for (int seed = 0; seed < 10; seed++) {
            float[] face = new Lighting(1.3)
                    .draw(new SplittableRandom(seed))
                    .apply(flat)
                    .aligned()
                    .toArray();
            float leftCheek = face[80 * AlignedFace.SIZE + 25];
            float rightCheek = face[80 * AlignedFace.SIZE + 87];
            left |= leftCheek > rightCheek + 0.05;
            right |= rightCheek > leftCheek + 0.05;
        }
        assertTrue(left && right);
    }

    @Test
    void facesAtTheBorderTinyFacesAndHugePhotosWork() {
        Portrait border = new Portrait(Faces.colourful(100, 100), Faces.landmarks(new Point(2, 98), 40));
        Portrait tiny = new Portrait(Faces.colourful(40, 40), Faces.landmarks(new Point(20, 20), 9));
        Portrait huge = new Portrait(
                new BufferedImage(7304, 5478, BufferedImage.TYPE_BYTE_GRAY),
                Faces.landmarks(new Point(3600, 2700), 1100));
        for (Portrait seed : List.of(border, tiny, huge)) {
            for (Portrait portrait : new SeedVariations().synthesize(seed, 3, new SplittableRandom(11))) {
                assertEquals(FaceCanvas.SIZE, portrait.picture().getWidth());
                assertFaceShaped(portrait.landmarks());
            }
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        SeedVariations variations = new SeedVariations();
        SplittableRandom random = new SplittableRandom(1);
        assertThrows(IllegalArgumentException.class, () -> variations.synthesize(SEED, 0, random));
        assertThrows(NullPointerException.class, () -> variations.synthesize(null, 1, random));
        assertThrows(NullPointerException.class, () -> new SeedVariations(null));
        Point same = new Point(5, 5);
        Portrait degenerate = new Portrait(SEED.picture(), new Landmarks(same, same, same, same, same));
        assertThrows(IllegalArgumentException.class, () -> variations.synthesize(degenerate, 1, random));
    }

    /** Inside the canvas, the right way up, and the right way round. */
    private static void assertFaceShaped(Landmarks face) {
        for (Point p : face.points()) {
            assertTrue(p.x() > 0 && p.y() > 0 && p.x() < FaceCanvas.SIZE && p.y() < FaceCanvas.SIZE, face.toString());
        }
        assertTrue(face.leftEye().x() < face.rightEye().x(), face.toString());
        assertTrue(face.leftMouth().x() < face.rightMouth().x(), face.toString());
        assertTrue(face.leftEye().y() < face.leftMouth().y(), face.toString());
    }

    private static int[] filled(int length, int value) {
        int[] pixels = new int[length];
        Arrays.fill(pixels, value);
        return pixels;
    }
}
