package io.facecloak.onnx.internal.mtcnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.Box;
import io.facecloak.onnx.MtcnnOptions;
import io.facecloak.onnx.internal.mtcnn.AreaResampler.Part;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arithmetic of the cascade that needs no network. */
class CascadeGeometryTest {

    private static final Box NO_OFFSETS = new Box(0, 0, 0, 0);

    @Test
    void overlapsCountBothBorderPixels() {
        Box a = new Box(0, 0, 9, 9);
        Box b = new Box(5, 0, 14, 9);
        Box inner = new Box(2, 2, 6, 6);
        assertEquals(50.0 / 150, NonMaximumSuppression.UNION.overlap(a, b), 1e-12);
        assertEquals(0.5, NonMaximumSuppression.MINIMUM.overlap(a, b), 1e-12);
        assertEquals(0.25, NonMaximumSuppression.UNION.overlap(a, inner), 1e-12);
        assertEquals(1, NonMaximumSuppression.MINIMUM.overlap(a, inner), 1e-12);
        assertEquals(0, NonMaximumSuppression.UNION.overlap(a, new Box(10, 0, 20, 9)), 1e-12);
    }

    @Test
    void suppressionKeepsTheBestFirstAndDropsWhatOverlapsThem() {
        Candidate weak = candidate(0, 0, 9, 9, 0.7);
        Candidate strong = candidate(1, 0, 10, 9, 0.9);
        Candidate apart = candidate(30, 0, 39, 9, 0.8);
        List<Candidate> all = List.of(weak, strong, apart);
        assertEquals(List.of(strong, apart), NonMaximumSuppression.UNION.keep(all, item -> item, 0.5));
        assertEquals(List.of(strong, apart, weak), NonMaximumSuppression.UNION.keep(all, item -> item, 0.9));
    }

    @Test
    void aChainOfOverlapsLosesOnlyItsMiddle() {
        Candidate first = candidate(0, 0, 9, 9, 0.9);
        Candidate middle = candidate(4, 0, 13, 9, 0.8);
        Candidate last = candidate(8, 0, 17, 9, 0.7);
        assertEquals(
                List.of(first, last),
                NonMaximumSuppression.UNION.keep(List.of(last, middle, first), item -> item, 0.3));
    }

    @Test
    void offsetsMoveABoxByPartsOfItsSize() {
        Candidate candidate = new Candidate(new Box(10, 20, 29, 59), 1, new Box(0.1, -0.1, 0.2, 0.05));
        assertEquals(new Box(12, 16, 33, 61), candidate.corrected(1));
    }

    @Test
    void squaresKeepTheCentreAndTheLongerSide() {
        assertEquals(new Box(-5, 10, 25, 40), Candidate.squared(new Box(0, 10, 20, 40)));
    }

    @Test
    void levelsFollowTheDefinition() {
        List<Pyramid.Level> levels = Pyramid.levels(250, 250, MtcnnOptions.defaults());
        assertEquals(new Pyramid.Level(0.6, 151, 151), levels.get(0));
        assertEquals(107, levels.get(1).width());
        assertTrue(250 * levels.get(levels.size() - 1).scale() >= 12);
        assertTrue(250 * levels.get(levels.size() - 1).scale() * 0.709 < 12);
        assertEquals(Math.floor(7 / 0.6), levels.get(0).windowStart(3));
        assertEquals(Math.floor(18 / 0.6), levels.get(0).windowEnd(3));
        assertEquals(List.of(), Pyramid.levels(19, 400, MtcnnOptions.defaults()));
    }

    @ParameterizedTest
    @CsvSource({"4000, 3000", "8192, 6144", "30000, 30000", "100000, 2000"})
    void theFirstLevelIsBounded(int width, int height) {
        MtcnnOptions options = MtcnnOptions.defaults();
        Pyramid.Level first = Pyramid.levels(width, height, options).get(0);
        long pixels = (long) first.width() * first.height();
        assertTrue(pixels <= options.maximumLevelPixels(), () -> first.toString());
        assertTrue(pixels > options.maximumLevelPixels() * 0.99, () -> first.toString());
    }

    @ParameterizedTest
    @CsvSource({"151, 151, 5000", "13, 12, 100", "700, 1301, 262144", "50000, 30, 262144", "64, 255, 1"})
    void bandsCoverTheOutputExactlyOnceAndStayBounded(int width, int height, int pixels) {
        Pyramid.Level level = new Pyramid.Level(1, width, height);
        int next = 0;
        for (Pyramid.Band band : level.bands(pixels)) {
            assertEquals(next, band.outputRow());
            assertEquals(2 * next, band.start());
            int rows = band.end() - band.start();
            assertTrue(rows >= 11 && rows <= Math.max(13, pixels / width + 2), () -> band.toString());
            next += (rows - 1) / 2 - 4;
            assertTrue(band.end() <= height);
        }
        assertEquals(level.outputRows(), next);
    }

    @ParameterizedTest
    @CsvSource({"17, 13, 5, 4", "10, 10, 10, 10", "6, 5, 9, 12", "1, 1, 24, 24", "30, 7, 1, 1"})
    void resamplingIsAdaptiveAveraging(int width, int height, int outWidth, int outHeight) {
        int[] pixels = new Random(5)
                .ints((long) (width + 3) * (height + 2), 0, 1 << 24)
                .toArray();
        Part part = new Part(new Picture(width + 3, height + 2, pixels), 2, 1, width, height);
        FloatBuffer out = FloatBuffer.allocate(3 * outWidth * outHeight);

        new AreaResampler().resample(part, outWidth, outHeight, 0, outHeight, out, 0);

        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < outHeight; y++) {
                for (int x = 0; x < outWidth; x++) {
                    double expected = (windowMean(part, c, x, y, outWidth, outHeight) - 127.5) / 128;
                    assertEquals(expected, out.get((c * outHeight + y) * outWidth + x), 1e-5);
                }
            }
        }
    }

    private static double windowMean(Part part, int channel, int x, int y, int outWidth, int outHeight) {
        int left = (int) Math.floor((double) x * part.width() / outWidth);
        int right = (int) Math.ceil((x + 1.0) * part.width() / outWidth);
        int top = (int) Math.floor((double) y * part.height() / outHeight);
        int bottom = (int) Math.ceil((y + 1.0) * part.height() / outHeight);
        int[] pixel = new int[1];
        double sum = 0;
        for (int v = top; v < bottom; v++) {
            for (int u = left; u < right; u++) {
                part.pixels().read(part.left() + u, part.top() + v, 1, pixel);
                sum += pixel[0] >> 16 - 8 * channel & 0xff;
            }
        }
        return sum / ((right - left) * (bottom - top));
    }

    @Test
    void rowsOfABandEqualRowsOfTheWhole() {
        Picture picture =
                new Picture(20, 18, new Random(6).ints(360, 0, 1 << 24).toArray());
        FloatBuffer whole = FloatBuffer.allocate(3 * 7 * 9);
        FloatBuffer band = FloatBuffer.allocate(5 + 3 * 7 * 2);
        AreaResampler resampler = new AreaResampler();
        resampler.resample(Part.whole(picture), 7, 9, 0, 9, whole, 0);
        resampler.resample(Part.whole(picture), 7, 9, 3, 5, band, 5);
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < 14; i++) {
                assertEquals(whole.get(c * 63 + 3 * 7 + i), band.get(5 + c * 14 + i));
            }
        }
    }

    @Test
    void reducedPicturesAreRoundedMeans() {
        Picture picture = new Picture(3, 3, new int[] {10, 20, 5, 30, 41, 8, 1, 2, 255});
        assertArrayEquals(new int[] {25, 7, 2, 255}, Picture.reduced(picture, 2).pixels());
    }

    @ParameterizedTest
    @CsvSource({"10, 100", "11, 25700"})
    void greySamplesAreNotBrightened(int type, int sample) {
        BufferedImage photo = new BufferedImage(2, 1, type);
        photo.getRaster().setSample(1, 0, 0, sample);
        assertArrayEquals(
                new int[] {0, 0x646464}, Picture.reduced(RgbRows.of(photo), 1).pixels());
    }

    @Test
    void coloursKeepTheirOrderInEveryTypeAndAlphaIsIgnored() {
        for (int type : new int[] {
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_INT_BGR,
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_4BYTE_ABGR
        }) {
            BufferedImage photo = new BufferedImage(1, 1, type);
            photo.setRGB(0, 0, 0x40102030);
            assertEquals(0x102030, Picture.reduced(RgbRows.of(photo), 1).pixels()[0] & 0xffffff, "type " + type);
        }
    }

    @Test
    void strongReductionsOfLargePhotosReadHalvedCopies() {
        WorkingCopies large = WorkingCopies.of(new BufferedImage(2400, 1600, BufferedImage.TYPE_BYTE_GRAY));
        assertEquals(1, large.forLevel(2.9).reduction());
        assertEquals(1, large.forPart(30).reduction(), "no copy is made for a part");
        assertEquals(4, large.forLevel(6).reduction());
        assertEquals(600, large.forLevel(6).pixels().width());
        assertEquals(4, large.forPart(30).reduction());
        assertEquals(1, large.forPart(5.9).reduction());
        assertEquals(2, large.forLevel(3).reduction());
        assertEquals(800, large.forLevel(3).pixels().height());
        WorkingCopies small = WorkingCopies.of(new BufferedImage(1600, 1200, BufferedImage.TYPE_BYTE_GRAY));
        assertEquals(1, small.forLevel(100).reduction());
    }

    @ParameterizedTest
    @CsvSource({"5", "6", "10"})
    void partsAndSumsOfBytesAreThoseOfPackedPixels(int type) {
        BufferedImage whole = new BufferedImage(23, 9, type);
        int[] random = new Random(7).ints(23 * 9, 0, 1 << 24).toArray();
        whole.setRGB(0, 0, 23, 9, random, 0, 23);
        BufferedImage photo = whole.getSubimage(3, 1, 17, 7);
        RgbRows rows = RgbRows.of(photo);
        int[] packed = new int[17 * 7];
        int[] row = new int[17];
        for (int y = 0; y < 7; y++) {
            rows.read(0, y, 17, row);
            System.arraycopy(row, 0, packed, 17 * y, 17);
            int[] part = new int[5];
            rows.read(4, y, 5, part);
            assertArrayEquals(Arrays.copyOfRange(row, 4, 9), part);
        }
        if (type != BufferedImage.TYPE_BYTE_GRAY) {
            assertEquals(whole.getRGB(5, 4) & 0xffffff, packed[17 * 3 + 2] & 0xffffff);
        }
        for (int factor : new int[] {1, 2, 4, 5, 16, 32}) {
            assertArrayEquals(
                    Picture.reduced(new Picture(17, 7, packed), factor).pixels(),
                    Picture.reduced(rows, factor).pixels());
        }
    }

    @ParameterizedTest
    @CsvSource({"4", "16", "17", "256"})
    void sumsOfTheBrightestPixelsFit(int factor) {
        BufferedImage photo = new BufferedImage(263, 259, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < photo.getHeight(); y++) {
            for (int x = 0; x < photo.getWidth(); x++) {
                photo.setRGB(x, y, 0xffff80);
            }
        }
        for (int pixel : Picture.reduced(RgbRows.of(photo), factor).pixels()) {
            assertEquals(0xffff80, pixel);
        }
    }

    @Test
    void theSearchBeginsWithALevelOfBoundedSize() {
        MtcnnOptions options = MtcnnOptions.defaults();
        List<Pyramid.Level> large = Pyramid.levels(4000, 3000, options);
        assertEquals(4, Pyramid.firstUpTo(options.quickLevelPixels(), large));
        assertEquals(116.4, large.get(4).smallestFace(), 0.1);
        assertEquals(0, Pyramid.firstUpTo(options.quickLevelPixels(), Pyramid.levels(800, 600, options)));
        assertEquals(large.size() - 1, Pyramid.firstUpTo(1, large));
        assertEquals(0, Pyramid.firstUpTo(1, List.of()));
    }

    @Test
    void optionsOutOfRangeAreRefusedByName() {
        assertRefused("minimumFaceSize", () -> MtcnnOptions.builder().minimumFaceSize(11));
        assertRefused("scaleFactor", () -> MtcnnOptions.builder().scaleFactor(1));
        assertRefused("scaleFactor", () -> MtcnnOptions.builder().scaleFactor(Double.NaN));
        assertRefused("refinementThreshold", () -> MtcnnOptions.builder().thresholds(0.5, 1.5, 0.5));
        assertRefused("maximumLevelPixels", () -> MtcnnOptions.builder().maximumLevelPixels(100));
        assertRefused("quickLevelPixels", () -> MtcnnOptions.builder().quickLevelPixels(100));
    }

    private static void assertRefused(String name, Runnable set) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, set::run);
        assertTrue(e.getMessage().startsWith(name), e.getMessage());
    }

    private static Candidate candidate(double left, double top, double right, double bottom, double score) {
        return new Candidate(new Box(left, top, right, bottom), score, NO_OFFSETS);
    }
}
