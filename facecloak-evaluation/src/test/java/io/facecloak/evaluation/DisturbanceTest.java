package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.facecloak.face.Point;
import io.facecloak.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisturbanceTest {

    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of("a112_blur5_s1", new GaussianBlur(5, 1)),
                Arguments.of("a112_blur23_s3", new GaussianBlur(23, 3)),
                Arguments.of("a112_brightness07", new Brightness(0.7)),
                Arguments.of("a112_brightness13", new Brightness(1.3)),
                Arguments.of("a112_contrast07", new Contrast(0.7)),
                Arguments.of("a112_contrast13", new Contrast(1.3)));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void agreesWithTorchvisionUpToTheRounding(String file, Disturbance disturbance) throws IOException {
        assertRounded(file, disturbance.disturb(picture()));
    }

    @Test
    void enlargingIsBilinear() throws IOException {
        assertRounded("a112_to_h150w200", Resize.to(picture(), 200, 150));
    }

    @Test
    void brightnessScalesAndClips() {
        BufferedImage result = new Brightness(1.5).disturb(flat(40, 30, 0x4080c8));
        assertEquals(0x60c0ff, result.getRGB(7, 7) & 0xffffff);
    }

    @Test
    void contrastKeepsTheMeanGrey() {
        assertEquals(0x808080, new Contrast(1.7).disturb(flat(9, 9, 0x808080)).getRGB(3, 3) & 0xffffff);
        BufferedImage grey = new Contrast(0).disturb(flat(9, 9, 0x4080c8));
        // 0.2989 * 64 + 0.587 * 128 + 0.114 * 200 = 117.07
        assertEquals(0x757575, grey.getRGB(3, 3) & 0xffffff);
    }

    @Test
    void blurSpreadsAPointByItsWeights() {
        BufferedImage point = flat(15, 15, 0);
        point.setRGB(7, 7, 0xffffff);
        BufferedImage blurred = new GaussianBlur(3, 1).disturb(point);
        double side = Math.exp(-0.5);
        double centre = 1 / (1 + 2 * side);
        assertEquals(Math.rint(255 * centre * centre), blurred.getRGB(7, 7) & 0xff);
        assertEquals(Math.rint(255 * centre * centre * side), blurred.getRGB(8, 7) & 0xff);
        assertEquals(0, blurred.getRGB(9, 7) & 0xff);
        assertThrows(IllegalArgumentException.class, () -> new GaussianBlur(23, 3).disturb(flat(40, 11, 0)));
    }

    @Test
    void noiseHasItsDeviationAndIsRepeatable() {
        BufferedImage grey = flat(200, 200, 0x808080);
        GaussianNoise noise = new GaussianNoise(0.04, 3);
        BufferedImage noisy = noise.disturb(grey);
        // Rounding adds a variance of 1/12.
        assertEquals(Math.pow(255 * 0.04, 2) + 1.0 / 12, ImageQuality.mse(grey, noisy), 3);
        assertEquals(0, ImageQuality.mse(noisy, noise.disturb(grey)));
        assertTrue(ImageQuality.mse(noisy, new GaussianNoise(0.04, 4).disturb(grey)) > 100);
        assertEquals(0, ImageQuality.mse(grey, new GaussianNoise(0, 3).disturb(grey)));
    }

    @Test
    void jpegLosesMoreAtLowerQuality() throws IOException {
        BufferedImage picture = picture();
        double last = Double.POSITIVE_INFINITY;
        for (int quality : new int[] {95, 75, 50, 30}) {
            double psnr = ImageQuality.psnr(picture, new Jpeg(quality).disturb(picture));
            assertTrue(psnr < last, "quality " + quality + ": " + psnr + " dB after " + last);
            last = psnr;
        }
        assertTrue(last > 15, "JPEG must keep the picture recognisable, but leaves " + last + " dB");
    }

    @ParameterizedTest
    @CsvSource({
        "4000, 3000, 1080, 1080, 810",
        "300, 900, 640, 213, 640",
        "500, 400, 640, 500, 400",
        "3000, 1, 10, 10, 1"
    })
    void resizeLimitsTheLongerSide(int width, int height, int limit, int newWidth, int newHeight) {
        BufferedImage resized = new Resize(limit).disturb(flat(width, height, 0x123456));
        assertEquals(newWidth, resized.getWidth());
        assertEquals(newHeight, resized.getHeight());
        assertEquals(0x123456, resized.getRGB(newWidth / 2, newHeight / 2) & 0xffffff);
    }

    @Test
    void resizeDoesNotAlias() {
        BufferedImage stripes = flat(400, 400, 0);
        for (int y = 0; y < 400; y++) {
            for (int x = 0; x < 400; x += 2) {
                stripes.setRGB(x, y, 0xffffff);
            }
        }
        BufferedImage resized = new Resize(90).disturb(stripes);
        for (int x = 2; x < 88; x++) {
            assertEquals(127.5, resized.getRGB(x, 45) & 0xff, 8);
        }
    }

    @Test
    void cropKeepsTheMiddlePixelForPixel() throws IOException {
        BufferedImage picture = picture();
        Crop crop = new Crop(0.75);
        BufferedImage cropped = crop.disturb(picture);
        assertEquals(84, cropped.getWidth());
        assertEquals(84, cropped.getHeight());
        for (Point point : List.of(new Point(14, 14), new Point(56, 40), new Point(97, 97))) {
            Point there = crop.moved(point, 112, 112);
            assertEquals(
                    picture.getRGB((int) point.x(), (int) point.y()) & 0xffffff,
                    cropped.getRGB((int) there.x(), (int) there.y()) & 0xffffff);
        }
        assertEquals(0, ImageQuality.mse(picture, new Crop(1).disturb(picture)));
        assertEquals(1, new Crop(0.001).disturb(picture).getWidth());
    }

    @Test
    void aBrightSpotIsFoundWhereItsDisturbanceMovesIt() {
        BufferedImage dark = flat(400, 300, 0);
        for (int y = 120; y < 140; y++) {
            for (int x = 250; x < 270; x++) {
                dark.setRGB(x, y, 0xffffff);
            }
        }
        for (Disturbance disturbance : Robustness.sweeps()) {
            assertSpot(disturbance, dark);
        }
        for (Disturbance disturbance : List.of(new Resize(130), new Upload(170, 90), new Crop(0.6))) {
            assertSpot(disturbance, dark);
        }
    }

    private static void assertSpot(Disturbance disturbance, BufferedImage picture) {
        BufferedImage result = disturbance.disturb(picture);
        double weights = 0;
        double xs = 0;
        double ys = 0;
        for (int y = 0; y < result.getHeight(); y++) {
            for (int x = 0; x < result.getWidth(); x++) {
                // Noise and JPEG leave something everywhere.
                int value = result.getRGB(x, y) >> 8 & 0xff;
                double weight = value < 100 ? 0 : value;
                weights += weight;
                xs += weight * x;
                ys += weight * y;
            }
        }
        Point there = disturbance.moved(new Point(259.5, 129.5), 400, 300);
        assertEquals(there.x(), xs / weights, 0.3, disturbance.name());
        assertEquals(there.y(), ys / weights, 0.3, disturbance.name());
    }

    @Test
    void anUploadIsScaledAndThenCompressed() throws IOException {
        BufferedImage picture = picture();
        BufferedImage expected = new Jpeg(75).disturb(new Resize(60).disturb(picture));
        assertEquals(0, ImageQuality.mse(expected, new Upload(60, 75).disturb(picture)));
        assertEquals("upload q75 1080", new Upload(1080, 75).name());
    }

    @Test
    void webpWithoutAnEncoderSaysWhatToAdd() {
        assumeFalse(Webp.isAvailable(), "skipped: an encoder is on the class path");
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> new Webp(75).disturb(flat(16, 16, 0)));
        assertTrue(e.getMessage().contains("webp-imageio"), e.getMessage());
        assertTrue(Robustness.sweeps().stream().noneMatch(Webp.class::isInstance));
    }

    @Test
    void alphaAndSourceStayOutOfIt() {
        BufferedImage translucent = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
        translucent.setRGB(0, 0, 0x80ff0000);
        for (Disturbance disturbance : Robustness.sweeps()) {
            BufferedImage result = disturbance.disturb(translucent);
            assertEquals(BufferedImage.TYPE_INT_RGB, result.getType(), disturbance.name());
            assertEquals(0x80ff0000, translucent.getRGB(0, 0));
        }
    }

    @Test
    void sweepsHaveDistinctNames() {
        List<String> names = Robustness.sweeps().stream().map(Disturbance::name).toList();
        assertEquals(names.size(), Set.copyOf(names).size(), names.toString());
        assertTrue(names.containsAll(
                List.of("noise 0.010", "blur 1.5", "jpeg 75", "contrast 0.70", "resize 640", "crop 0.90")));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesStrengthsOutOfRange(double bad) {
        assertThrows(IllegalArgumentException.class, () -> new Brightness(bad));
        assertThrows(IllegalArgumentException.class, () -> new Contrast(bad));
        assertThrows(IllegalArgumentException.class, () -> new GaussianNoise(bad, 1));
        assertThrows(IllegalArgumentException.class, () -> new GaussianBlur(5, bad));
        assertThrows(IllegalArgumentException.class, () -> new GaussianBlur(4, 1));
        assertThrows(IllegalArgumentException.class, () -> new Jpeg(0));
        assertThrows(IllegalArgumentException.class, () -> new Jpeg(101));
        assertThrows(IllegalArgumentException.class, () -> new Resize(0));
        assertThrows(IllegalArgumentException.class, () -> new Webp(0));
        assertThrows(IllegalArgumentException.class, () -> new Webp(101));
        assertThrows(IllegalArgumentException.class, () -> new Upload(0, 75));
        assertThrows(IllegalArgumentException.class, () -> new Upload(640, 0));
        assertThrows(IllegalArgumentException.class, () -> new Crop(bad));
        assertThrows(IllegalArgumentException.class, () -> new Crop(0));
        assertThrows(IllegalArgumentException.class, () -> new Crop(1.01));
    }

    /** The golden file holds float planes R, G, B in [0, 1]. */
    private static void assertRounded(String file, BufferedImage actual) throws IOException {
        ByteBuffer expected = ByteBuffer.wrap(Files.readAllBytes(Shared.path("reference/filters/" + file + ".bin")))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int shift = 16; shift >= 0; shift -= 8) {
            for (int y = 0; y < actual.getHeight(); y++) {
                for (int x = 0; x < actual.getWidth(); x++) {
                    assertEquals(255 * expected.getFloat(), actual.getRGB(x, y) >> shift & 0xff, 0.5 + 2e-3);
                }
            }
        }
        assertEquals(0, expected.remaining());
    }

    private static BufferedImage picture() throws IOException {
        return ImageIO.read(Objects.requireNonNull(DisturbanceTest.class.getResource("/metrics/a112.png")));
    }

    private static BufferedImage flat(int width, int height, int rgb) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, rgb);
            }
        }
        return picture;
    }
}
