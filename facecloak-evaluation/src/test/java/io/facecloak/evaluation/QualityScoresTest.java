package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QualityScoresTest {

    static List<JsonObject> goldenPairs() throws IOException {
        List<JsonObject> pairs = new ArrayList<>();
        try (Reader reader = new InputStreamReader(resource("scores_golden.json"), StandardCharsets.UTF_8)) {
            for (JsonElement pair :
                    JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("pairs")) {
                pairs.add(pair.getAsJsonObject());
            }
        }
        assertEquals(8, pairs.size());
        return pairs;
    }

    @ParameterizedTest
    @MethodSource("goldenPairs")
    void agreeWithAnIndependentComputation(JsonObject golden) throws IOException {
        QualityScores scores = ImageQuality.scores(
                picture(golden.get("reference").getAsString()),
                picture(golden.get("test").getAsString()));
        double psnr = golden.get("psnr").getAsString().equals("inf")
                ? Double.POSITIVE_INFINITY
                : golden.get("psnr").getAsDouble();
        assertEquals(psnr, scores.psnr(), 1e-5);
        assertEquals(golden.get("ssim").getAsDouble(), scores.ssim(), 1e-7);
        assertEquals(golden.has("ms_ssim"), scores.msSsim().isPresent());
        if (golden.has("ms_ssim")) {
            assertEquals(golden.get("ms_ssim").getAsDouble(), scores.msSsim().getAsDouble(), 1e-7);
        }
        assertEquals(golden.get("ciede2000_p99").getAsDouble(), scores.ciede2000(), 1e-9);
        assertEquals(golden.get("nlpd").getAsDouble(), scores.nlpd(), 1e-6);
    }

    /** Sides that halve to odd numbers and to 1, for the borders of the pyramid. */
    @ParameterizedTest
    @CsvSource({"11, 11", "12, 47", "33, 11", "64, 32", "161, 163"})
    void areZeroForEqualPicturesAndSymmetricAtAnySize(int width, int height) {
        BufferedImage one = FixedModels.picture(width, height, 1);
        BufferedImage other = FixedModels.picture(width, height, 2);

        QualityScores equal = ImageQuality.scores(one, one);
        assertEquals(Double.POSITIVE_INFINITY, equal.psnr());
        assertEquals(1, equal.ssim(), 1e-12);
        assertEquals(0, equal.ciede2000());
        assertEquals(0, equal.nlpd());

        QualityScores there = ImageQuality.scores(one, other);
        QualityScores back = ImageQuality.scores(other, one);
        assertEquals(there.psnr(), back.psnr(), 1e-9);
        assertEquals(there.ssim(), back.ssim(), 1e-9);
        assertEquals(there.ciede2000(), back.ciede2000(), 1e-9);
        assertEquals(there.nlpd(), back.nlpd(), 1e-9);
        assertTrue(there.nlpd() > 0 && there.ciede2000() > 0);
    }

    /** What the percentile is for: a blotch on two hundredths of a picture, which a mean hardly notices. */
    @Test
    void theWorstHundredthCounts() {
        BufferedImage grey = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB);
        fill(grey, 100, 0x808080);
        BufferedImage blotched = new BufferedImage(100, 100, BufferedImage.TYPE_INT_RGB);
        fill(blotched, 100, 0x808080);
        fill(blotched, 2, 0xa08080);
        double expected = CieLab.ofSrgb(0x808080).ciede2000(CieLab.ofSrgb(0xa08080));

        assertEquals(expected, ImageQuality.scores(grey, blotched).ciede2000(), 1e-12);
        assertTrue(expected > 5);
    }

    @Test
    void refusePicturesThatCannotBeCompared() {
        BufferedImage small = new BufferedImage(10, 20, BufferedImage.TYPE_INT_RGB);
        BufferedImage other = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        assertThrows(IllegalArgumentException.class, () -> ImageQuality.scores(small, other));
        assertThrows(IllegalArgumentException.class, () -> ImageQuality.scores(small, small));
        assertEquals(OptionalDouble.empty(), ImageQuality.scores(other, other).msSsim());
    }

    private static void fill(BufferedImage picture, int rows, int rgb) {
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.setRGB(x, y, rgb);
            }
        }
    }

    private static BufferedImage picture(String name) throws IOException {
        try (InputStream in = resource(name + ".png")) {
            return ImageIO.read(in);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(QualityScoresTest.class.getResourceAsStream("/metrics/" + name), name);
    }
}
