package io.facecloak.internal.jpeg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.facecloak.internal.image.TestPictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Copied bits tell the same coefficients as encoding all blocks anew. */
class JpegPatchTest {

    private static final long LIMIT = 1 << 20;

    private final Random random = new Random(5);

    static Stream<JpegVariants.Variant> variants() throws IOException {
        return JpegVariants.all();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyCoefficientIsThatOfTheFileEncodedAsAWhole(JpegVariants.Variant variant) throws IOException {
        ColourModel model = variant.gray() ? ColourModel.GRAY : ColourModel.YCBCR;
        byte[] standard = variant.file();
        byte[] madeToMeasure = CoefficientImage.read(standard, LIMIT).encode();
        for (byte[] file : new byte[][] {standard, madeToMeasure}) {
            for (int round = 0; round < 6; round++) {
                SampleChanges changes = changes(variant.width(), variant.height(), model);
                assertSameCoefficients(
                        encodedAsAWhole(file, changes, model), JpegPatch.apply(file, LIMIT, changes, model));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void sequentialFilesWithoutChangesStayAsTheyAre(JpegVariants.Variant variant) throws IOException {
        ColourModel model = variant.gray() ? ColourModel.GRAY : ColourModel.YCBCR;
        SampleChanges none = new SampleChanges(variant.width(), variant.height(), model.components());
        byte[] written = JpegPatch.apply(variant.file(), LIMIT, none, model);
        if (CoefficientImage.read(variant.file(), LIMIT).frame().progressive()) {
            assertSameCoefficients(CoefficientImage.read(variant.file(), LIMIT), written);
        } else {
            assertArrayEquals(withoutMetadata(variant.file()), written);
        }
    }

    /** Sizes and samplings that share no factor, noise and flat areas, changes of single samples and of the whole picture. */
    @Test
    void anyBaselineFile() throws IOException {
        for (int round = 0; round < 150; round++) {
            int width = 1 + random.nextInt(90);
            int height = 1 + random.nextInt(90);
            boolean gray = random.nextInt(4) == 0;
            BufferedImage picture = JpegVariants.picture(width, height, gray);
            int[] sampling = gray ? new int[] {1, 1} : new int[] {1 + random.nextInt(2), 1 + random.nextInt(2)};
            float quality = random.nextInt(10) / 10f + 0.05f;
            byte[] file = TestPictures.jpeg(picture, quality, false, sampling[0], sampling[1], random.nextInt(6));
            ColourModel model = gray ? ColourModel.GRAY : ColourModel.YCBCR;
            SampleChanges changes = changes(width, height, model);
            byte[] patched = PatchWriter.write(file, LIMIT, changes, model);
            assertSameCoefficients(encodedAsAWhole(file, changes, model), patched);
        }
    }

    @Test
    void aSmallChangeCostsFewBytes() throws IOException {
        byte[] file = TestPictures.jpeg(JpegVariants.picture(400, 300, false), 0.9f, false, 2, 2, 0);
        SampleChanges changes = new SampleChanges(400, 300, 3);
        fill(changes, 100, 100, 140, 140);
        byte[] patched = PatchWriter.write(file, LIMIT, changes, ColourModel.YCBCR);
        // 9 MCUs of 16×16 pixels.
        assertEquals(file.length, patched.length, 9 * 16 * 16 * 3 / 2);
    }

    @Test
    void scansOfSingleComponentsAreCopiedToo() throws IOException {
        byte[][] planes = new byte[3][];
        for (int i = 0; i < 3; i++) {
            planes[i] = TestPictures.jpeg(
                    TestPictures.random(40, 24, BufferedImage.TYPE_BYTE_GRAY, i), 0.8f, false, 1, 1, i);
        }
        byte[] file = JpegVariants.joined(planes);
        for (int round = 0; round < 20; round++) {
            SampleChanges changes = changes(40, 24, ColourModel.YCBCR);
            byte[] patched = PatchWriter.write(file, LIMIT, changes, ColourModel.YCBCR);
            assertSameCoefficients(encodedAsAWhole(file, changes, ColourModel.YCBCR), patched);
        }
    }

    @Test
    void tablesWithoutANeededCodeAreMadeAnew() throws IOException {
        byte[] flat = TestPictures.jpeg(new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY), 0.9f, false, 1, 1, 0);
        byte[] file = CoefficientImage.read(flat, LIMIT).encode();
        SampleChanges changes = new SampleChanges(64, 64, 1);
        fill(changes, 10, 10, 30, 30);
        assertThrows(NotPatchableException.class, () -> PatchWriter.write(file, LIMIT, changes, ColourModel.GRAY));
        assertSameCoefficients(
                encodedAsAWhole(file, changes, ColourModel.GRAY),
                JpegPatch.apply(file, LIMIT, changes, ColourModel.GRAY));
    }

    @Test
    void filesThatEndEarlyAreRefused() throws IOException {
        for (int restarts : new int[] {0, 2}) {
            byte[] file = JpegVariants.variant(new int[] {67, 45}, new int[] {2, 1}, false, restarts, false)
                    .file();
            for (int length = 0; length < file.length; length += 1 + length / 40) {
                byte[] cut = Arrays.copyOf(file, length);
                SampleChanges changes = changes(67, 45, ColourModel.YCBCR);
                assertThrows(JpegStreamException.class, () -> JpegPatch.apply(cut, LIMIT, changes, ColourModel.YCBCR));
            }
        }
    }

    /** None to three rectangles, some of one sample, now and then all. */
    private SampleChanges changes(int width, int height, ColourModel model) {
        SampleChanges changes = new SampleChanges(width, height, model.components());
        if (random.nextInt(10) == 0) {
            fill(changes, 0, 0, width, height);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            int left = random.nextInt(width);
            int top = random.nextInt(height);
            fill(
                    changes,
                    left,
                    top,
                    Math.min(width, left + 1 + random.nextInt(30)),
                    Math.min(height, top + 1 + random.nextInt(30)));
        }
        return changes;
    }

    private void fill(SampleChanges changes, int left, int top, int right, int bottom) {
        int strength = 1 + random.nextInt(80);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                for (int band = 0; band < changes.bands(); band++) {
                    changes.set(x, y, band, random.nextInt(2 * strength + 1) - strength);
                }
            }
        }
    }

    private static CoefficientImage encodedAsAWhole(byte[] file, SampleChanges changes, ColourModel model)
            throws JpegStreamException {
        CoefficientImage image = CoefficientImage.read(file, LIMIT);
        image.add(changes, model);
        return CoefficientImage.read(image.encode(), LIMIT);
    }

    private static void assertSameCoefficients(CoefficientImage expected, byte[] file) throws JpegStreamException {
        CoefficientImage actual = CoefficientImage.read(file, LIMIT);
        assertEquals(expected.frame(), actual.frame());
        for (int i = 0; i < expected.frame().components().size(); i++) {
            assertArrayEquals(expected.plane(i).values(), actual.plane(i).values());
        }
    }

    private static byte[] withoutMetadata(byte[] file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, 2);
        int at = 2;
        while ((file[at + 1] & 0xff) != Markers.SOS) {
            int length = 2 + Markers.unsignedShort(file, at + 2);
            if (!Markers.isMetadata(file[at + 1] & 0xff)) {
                out.write(file, at, length);
            }
            at += length;
        }
        out.write(file, at, file.length - at);
        return out.toByteArray();
    }
}
