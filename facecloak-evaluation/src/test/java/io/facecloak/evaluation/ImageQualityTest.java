package io.facecloak.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageQualityTest {

    /** The pairs of the golden file whose pictures are among the test resources. */
    static List<JsonObject> goldenPairs() throws IOException {
        List<JsonObject> pairs = new ArrayList<>();
        try (Reader reader = new InputStreamReader(resource("metrics_golden.json"), StandardCharsets.UTF_8)) {
            for (JsonElement pair :
                    JsonParser.parseReader(reader).getAsJsonObject().getAsJsonArray("pairs")) {
                if (!pair.getAsJsonObject().get("reference").getAsString().startsWith("b200")) {
                    pairs.add(pair.getAsJsonObject());
                }
            }
        }
        assertEquals(8, pairs.size());
        return pairs;
    }

    @ParameterizedTest
    @MethodSource("goldenPairs")
    void agreesWithScikitImageAndThePublishedMsSsim(JsonObject golden) throws IOException {
        BufferedImage reference = picture(golden.get("reference").getAsString());
        BufferedImage test = picture(golden.get("test").getAsString());
        double mse = golden.get("mse").getAsDouble();
        assertEquals(mse, ImageQuality.mse(reference, test), 1e-12 * mse);
        double psnr = golden.get("psnr").getAsString().equals("inf")
                ? Double.POSITIVE_INFINITY
                : golden.get("psnr").getAsDouble();
        assertEquals(psnr, ImageQuality.psnr(reference, test), 1e-10);
        assertEquals(golden.get("ssim_gaussian").getAsDouble(), ImageQuality.ssim(reference, test), 1e-9);
        assertEquals(
                golden.get("ssim_uniform7").getAsDouble(),
                ImageQuality.ssim(reference, test, SsimVariant.UNIFORM),
                1e-9);
        assertEquals(
                golden.get("ssim_uniform7_int8_wrapped").getAsDouble(),
                ImageQuality.ssim(reference, test, SsimVariant.UNIFORM_WRAPPED),
                1e-9);
        if (golden.has("ms_ssim")) {
            assertEquals(golden.get("ms_ssim").getAsDouble(), ImageQuality.msSsim(reference, test), 1e-9);
        }
    }

    @Test
    void msSsimIsCheckedOnThreePairs() throws IOException {
        assertEquals(
                3, goldenPairs().stream().filter(pair -> pair.has("ms_ssim")).count());
    }

    static Stream<Integer> types() {
        return Stream.of(BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR);
    }

    @ParameterizedTest
    @MethodSource("types")
    void picturesOfAnyTypeCompareByTheirColours(int type) throws IOException {
        BufferedImage reference = picture("a112");
        BufferedImage copy = new BufferedImage(112, 112, type);
        copy.setRGB(0, 0, 112, 112, reference.getRGB(0, 0, 112, 112, null, 0, 112), 0, 112);
        assertEquals(0, ImageQuality.mse(reference, copy));
        assertEquals(1, ImageQuality.ssim(reference, copy), 1e-12);
    }

    @Test
    void refusesPicturesItCannotCompare() {
        BufferedImage small = new BufferedImage(10, 200, BufferedImage.TYPE_INT_RGB);
        BufferedImage other = new BufferedImage(11, 200, BufferedImage.TYPE_INT_RGB);
        assertThrows(IllegalArgumentException.class, () -> ImageQuality.mse(small, other));
        assertThrows(IllegalArgumentException.class, () -> ImageQuality.ssim(small, small));
        assertEquals(1, ImageQuality.ssim(small, small, SsimVariant.UNIFORM), 1e-12);
        BufferedImage limit = new BufferedImage(160, 300, BufferedImage.TYPE_INT_RGB);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ImageQuality.msSsim(limit, limit));
        assertTrue(e.getMessage().contains("160"));
        BufferedImage enough = new BufferedImage(161, 161, BufferedImage.TYPE_INT_RGB);
        assertEquals(1, ImageQuality.msSsim(enough, enough), 1e-12);
    }

    private static BufferedImage picture(String name) throws IOException {
        try (InputStream in = resource(name + ".png")) {
            return ImageIO.read(in);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(ImageQualityTest.class.getResourceAsStream("/metrics/" + name), name);
    }
}
