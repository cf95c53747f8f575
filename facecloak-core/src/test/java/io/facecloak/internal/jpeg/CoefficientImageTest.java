package io.facecloak.internal.jpeg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.internal.image.TestPictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CoefficientImageTest {

    private static final long LIMIT = 1 << 20;

    static Stream<JpegVariants.Variant> variants() throws IOException {
        return JpegVariants.all();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void rewritingKeepsEveryCoefficientAndEveryPixel(JpegVariants.Variant variant) throws IOException {
        CoefficientImage source = CoefficientImage.read(variant.file(), LIMIT);
        byte[] rewritten = source.encode();
        CoefficientImage copy = CoefficientImage.read(rewritten, LIMIT);
        assertEquals(source.frame(), copy.frame());
        for (int i = 0; i < source.frame().components().size(); i++) {
            assertArrayEquals(source.plane(i).values(), copy.plane(i).values());
        }
        assertArrayEquals(pixels(variant.file()), pixels(rewritten));
        assertTrue(rewritten.length <= variant.file().length, rewritten.length + " bytes");
    }

    @ParameterizedTest
    @MethodSource("variants")
    void onlyBlocksWithAChangedSampleChange(JpegVariants.Variant variant) throws IOException {
        CoefficientImage source = CoefficientImage.read(variant.file(), LIMIT);
        CoefficientImage changed = CoefficientImage.read(variant.file(), LIMIT);
        int left = variant.width() / 3;
        int top = variant.height() / 2;
        int right = Math.min(variant.width(), left + 11);
        int bottom = Math.min(variant.height(), top + 6);
        int bands = variant.gray() ? 1 : 3;
        SampleChanges changes = new SampleChanges(variant.width(), variant.height(), bands);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                for (int band = 0; band < bands; band++) {
                    changes.set(x, y, band, 40 - 30 * band);
                }
            }
        }
        changed.add(changes, variant.gray() ? ColourModel.GRAY : ColourModel.YCBCR);
        CoefficientImage written = CoefficientImage.read(changed.encode(), LIMIT);
        int differing = 0;
        for (int i = 0; i < bands; i++) {
            FrameComponent component = source.frame().components().get(i);
            int blockWidth = 8 * source.frame().maxHorizontal() / component.horizontal();
            int blockHeight = 8 * source.frame().maxVertical() / component.vertical();
            for (int row = 0; row < component.storedHigh(); row++) {
                for (int column = 0; column < component.storedWide(); column++) {
                    int at = source.plane(i).offset(row, column);
                    short[] before = Arrays.copyOfRange(source.plane(i).values(), at, at + 64);
                    short[] after = Arrays.copyOfRange(written.plane(i).values(), at, at + 64);
                    boolean touched = column * blockWidth < right
                            && (column + 1) * blockWidth > left
                            && row * blockHeight < bottom
                            && (row + 1) * blockHeight > top;
                    if (touched) {
                        differing += Arrays.equals(before, after) ? 0 : 1;
                    } else {
                        assertArrayEquals(before, after, "component " + i + ", block " + row + ", " + column);
                    }
                }
            }
        }
        assertTrue(differing > 0);
    }

    @Test
    void aChangeIsRoundedToTheQuantisationStepAndNothingElseIs() throws IOException {
        byte[] file = TestPictures.jpeg(JpegVariants.picture(64, 64, true), 1, false, 1, 1, 0);
        BufferedImage before = ImageIO.read(new ByteArrayInputStream(file));
        SampleChanges changes = new SampleChanges(64, 64, 1);
        Random random = new Random(3);
        int[] expected = TestPictures.samples(before);
        for (int y = 16; y < 40; y++) {
            for (int x = 20; x < 50; x++) {
                int level = expected[64 * y + x];
                int after = Math.max(0, Math.min(255, level + random.nextInt(33) - 16));
                changes.set(x, y, 0, after - level);
                expected[64 * y + x] = after;
            }
        }
        CoefficientImage image = CoefficientImage.read(file, LIMIT);
        image.add(changes, ColourModel.GRAY);
        int[] actual = pixels(image.encode());
        for (int i = 0; i < actual.length; i++) {
            // Steps of 1 round each coefficient by a half at most.
            assertEquals(expected[i], actual[i], 3, "pixel " + i);
        }
    }

    @Test
    void changesBeyondTheRangeAreClamped() throws IOException {
        byte[] file = TestPictures.jpeg(JpegVariants.picture(32, 32, true), 1, true, 1, 1, 0);
        SampleChanges changes = new SampleChanges(32, 32, 1);
        for (int i = 0; i < 32 * 32; i++) {
            changes.set(i % 32, i / 32, 0, i % 3 == 0 ? 5000 : -5000);
        }
        CoefficientImage image = CoefficientImage.read(file, LIMIT);
        image.add(changes, ColourModel.GRAY);
        for (short value : CoefficientImage.read(image.encode(), LIMIT).plane(0).values()) {
            assertEquals(0, value, 1024);
        }
    }

    @Test
    void changesMustFitThePicture() throws IOException {
        CoefficientImage image = CoefficientImage.read(
                JpegVariants.all().findFirst().orElseThrow().file(), LIMIT);
        assertThrows(IllegalArgumentException.class, () -> image.add(new SampleChanges(67, 46, 3), ColourModel.YCBCR));
        assertThrows(IllegalArgumentException.class, () -> image.add(new SampleChanges(67, 45, 1), ColourModel.GRAY));
    }

    @Test
    void componentsInScansOfTheirOwnAreKept() throws IOException {
        // Gray planes of one size put together: three scans, none interleaved.
        byte[][] planes = new byte[3][];
        for (int i = 0; i < 3; i++) {
            BufferedImage plane = JpegVariants.picture(40 + 8 * i, 24, true).getSubimage(8 * i, 0, 40, 24);
            planes[i] = TestPictures.jpeg(copy(plane), 0.8f, false, 1, 1, 0);
        }
        byte[] file = JpegVariants.joined(planes);
        CoefficientImage source = CoefficientImage.read(file, LIMIT);
        byte[] rewritten = source.encode();
        CoefficientImage copy = CoefficientImage.read(rewritten, LIMIT);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(
                    CoefficientImage.read(planes[i], LIMIT).plane(0).values(),
                    source.plane(i).values());
            assertArrayEquals(source.plane(i).values(), copy.plane(i).values());
        }
        assertArrayEquals(pixels(file), pixels(rewritten));
    }

    @Test
    void whatCannotBeKeptIsRefused() throws IOException {
        byte[] baseline = file(false);
        byte[] progressive = file(true);
        assertRefused("pixels", () -> CoefficientImage.read(baseline, 67 * 45 - 1));
        assertRefused("12 bits", withByte(baseline, JpegVariants.find(baseline, 0xc0) + 4, 12));
        assertRefused("rare", withByte(baseline, JpegVariants.find(baseline, 0xc0) + 1, 0xc9));
        assertRefused("no picture", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9});
        int scan = JpegVariants.find(baseline, 0xda);
        assertRefused(
                "between scans",
                inserted(
                        baseline,
                        baseline.length - 2,
                        JpegVariants.segment(baseline, JpegVariants.find(baseline, 0xdb))));
        assertRefused(
                "progression",
                inserted(baseline, baseline.length - 2, JpegVariants.slice(baseline, scan, baseline.length - 2)));
        // The last scan of a progressive file refines; without it, the last bits are missing.
        int last = progressive.length - 2;
        while ((progressive[last] & 0xff) != 0xff || (progressive[last + 1] & 0xff) != 0xda) {
            last--;
        }
        int tables = last;
        while ((progressive[tables] & 0xff) != 0xff || (progressive[tables + 1] & 0xff) != 0xc4) {
            tables--;
        }
        byte[] unfinished = Arrays.copyOf(progressive, tables + 2);
        unfinished[tables + 1] = (byte) 0xd9;
        assertRefused("leave out", unfinished);
        byte[] factors = withByte(baseline, JpegVariants.find(baseline, 0xc0) + 11, 0x31);
        factors[JpegVariants.find(baseline, 0xc0) + 14] = 0x21;
        FrameHeader frame = FrameHeader.parse(
                0xc0,
                JpegVariants.slice(
                        factors, JpegVariants.find(factors, 0xc0) + 4, JpegVariants.find(factors, 0xc0) + 19));
        JpegStreamException refusal = assertThrows(
                JpegStreamException.class,
                () -> new ComponentChange(
                        frame, frame.components().get(1), new int[64], new double[3], new SampleChanges(67, 45, 3)));
        assertTrue(refusal.getMessage().contains("sampling factors"), refusal.getMessage());
    }

    @Test
    void brokenFilesEndInARefusalSoon() throws IOException {
        Random random = new Random(11);
        int refused = 0;
        for (byte[] file : List.of(file(false), file(true), restarts())) {
            for (int length = 0; length < file.length; length += 1 + length / 40) {
                byte[] cut = Arrays.copyOf(file, length);
                assertThrows(JpegStreamException.class, () -> CoefficientImage.read(cut, LIMIT));
            }
            refused += assertTimeoutPreemptively(Duration.ofMinutes(2), () -> refusals(file, random));
        }
        assertNotEquals(0, refused);
    }

    /** How many of a thousand damaged files are refused; the others are written again. */
    private static int refusals(byte[] file, Random random) {
        int refused = 0;
        for (int round = 0; round < 1000; round++) {
            byte[] damaged = file.clone();
            for (int i = 0; i <= round % 4; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                CoefficientImage.read(damaged, 100_000).encode();
            } catch (JpegStreamException e) {
                refused++;
            }
        }
        return refused;
    }

    private static byte[] file(boolean progressive) throws IOException {
        return JpegVariants.variant(new int[] {67, 45}, new int[] {2, 2}, progressive, 0, false)
                .file();
    }

    private static byte[] restarts() throws IOException {
        return JpegVariants.variant(new int[] {67, 45}, new int[] {2, 1}, false, 2, false)
                .file();
    }

    private static BufferedImage copy(BufferedImage gray) {
        BufferedImage copy = new BufferedImage(gray.getWidth(), gray.getHeight(), gray.getType());
        gray.copyData(copy.getRaster());
        return copy;
    }

    private static int[] pixels(byte[] file) throws IOException {
        return TestPictures.samples(ImageIO.read(new ByteArrayInputStream(file)));
    }

    private static byte[] inserted(byte[] file, int at, byte[] part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, at);
        out.writeBytes(part);
        out.write(file, at, file.length - at);
        return out.toByteArray();
    }

    private static byte[] withByte(byte[] file, int at, int value) {
        byte[] changed = file.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private interface Reading {
        CoefficientImage read() throws JpegStreamException;
    }

    private static void assertRefused(String reason, byte[] file) {
        assertRefused(reason, () -> CoefficientImage.read(file, LIMIT));
    }

    private static void assertRefused(String reason, Reading reading) {
        JpegStreamException refusal = assertThrows(JpegStreamException.class, reading::read);
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }
}
