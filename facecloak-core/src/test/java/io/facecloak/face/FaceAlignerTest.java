package io.facecloak.face;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.facecloak.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaceAlignerTest {

    @Test
    void reproducesGoldenTransforms() throws IOException {
        for (JsonElement element : golden().getAsJsonArray("sets")) {
            JsonObject set = element.getAsJsonObject();
            SimilarityTransform transform = FaceAligner.toAligned(landmarks(set));
            assertMatrix(set.getAsJsonArray("matrix"), transform);
            assertMatrix(set.getAsJsonArray("inverse"), transform.inverse());
            assertEquals(set.get("scale").getAsDouble(), transform.scale(), 1e-9);
        }
    }

    @Test
    void reproducesGoldenCrops() throws IOException {
        JsonObject golden = golden();
        for (JsonElement element : golden.getAsJsonArray("warps")) {
            JsonObject warp = element.getAsJsonObject();
            JsonObject set = golden.getAsJsonArray("sets")
                    .get(warp.get("landmark_set").getAsInt())
                    .getAsJsonObject();
            BufferedImage picture = ImageIO.read(
                    Shared.path("reference/images/" + warp.get("image").getAsString() + ".png")
                            .toFile());
            String file = warp.getAsJsonObject("exact").get("file").getAsString();
            FloatBuffer expected = ByteBuffer.wrap(Files.readAllBytes(Shared.path("reference/align/" + file)))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            float[] crop = FaceAligner.align(picture, landmarks(set)).toArray();
            assertEquals(expected.remaining(), crop.length);
            for (int i = 0; i < crop.length; i++) {
                assertEquals(expected.get(i), crop[i] * 255, 1e-3f, file + " at " + i);
            }
        }
    }

    @Test
    void templateIsItsOwnAlignment() {
        SimilarityTransform transform = FaceAligner.toAligned(FaceAligner.TEMPLATE);
        assertEquals(1, transform.a(), 1e-12);
        assertEquals(0, transform.b(), 1e-12);
        assertEquals(0, transform.tx(), 1e-10);
        assertEquals(0, transform.ty(), 1e-10);
    }

    @Test
    void findsAKnownSimilarityAgain() {
        SimilarityTransform known = SimilarityTransform.about(new Point(30, 50), 0.7, 3.5, 12, -40);
        SimilarityTransform found = FaceAligner.toAligned(FaceAligner.TEMPLATE.map(known::apply));
        SimilarityTransform identity = known.then(found);
        assertEquals(1, identity.a(), 1e-12);
        assertEquals(0, identity.b(), 1e-12);
        assertEquals(0, identity.tx(), 1e-9);
        assertEquals(0, identity.ty(), 1e-9);
    }

    @Test
    void refusesCoincidingLandmarks() {
        List<Point> same = Collections.nCopies(5, new Point(7, 7));
        assertThrows(
                IllegalArgumentException.class, () -> SimilarityTransform.between(same, FaceAligner.TEMPLATE.points()));
    }

    @Test
    void cropIsBlackOutsideThePhoto() {
        BufferedImage white = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 400; i++) {
            white.setRGB(i % 20, i / 20, 0xffffff);
        }
        AlignedFace crop = FaceAligner.sample(white, new SimilarityTransform(1, 0, 10, 10), 20);
        assertEquals(1, crop.at(0, 9, 9));
        assertEquals(0, crop.at(0, 10, 10));
        assertTrue(crop.at(2, 0, 0) == 1);
    }

    private static JsonObject golden() throws IOException {
        return JsonParser.parseString(Files.readString(Shared.path("reference/align_golden.json")))
                .getAsJsonObject();
    }

    private static Landmarks landmarks(JsonObject set) {
        JsonArray points = set.getAsJsonArray("landmarks");
        Point[] p = new Point[5];
        for (int i = 0; i < 5; i++) {
            JsonArray xy = points.get(i).getAsJsonArray();
            p[i] = new Point(xy.get(0).getAsDouble(), xy.get(1).getAsDouble());
        }
        return new Landmarks(p[0], p[1], p[2], p[3], p[4]);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void everyLayoutAndPartGivesWhatItsPixelsSay(int type) {
        BufferedImage whole = new BufferedImage(60, 50, type);
        whole.setRGB(0, 0, 60, 50, new Random(3).ints(60 * 50, 0, 1 << 24).toArray(), 0, 60);
        BufferedImage part = whole.getSubimage(7, 5, 40, 41);
        BufferedImage copy = new BufferedImage(40, 41, BufferedImage.TYPE_INT_BGR);
        for (int y = 0; y < 41; y++) {
            for (int x = 0; x < 40; x++) {
                copy.setRGB(x, y, part.getRGB(x, y));
            }
        }
        SimilarityTransform toPhoto = SimilarityTransform.about(new Point(56, 56), 0.2, 0.4, -36, -36);
        assertArrayEquals(
                FaceAligner.sample(copy, toPhoto, 112).toArray(),
                FaceAligner.sample(part, toPhoto, 112).toArray());
    }

    private static void assertMatrix(JsonArray expected, SimilarityTransform actual) {
        double[][] matrix = {{actual.a(), -actual.b(), actual.tx()}, {actual.b(), actual.a(), actual.ty()}};
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 3; column++) {
                assertEquals(
                        expected.get(row).getAsJsonArray().get(column).getAsDouble(),
                        matrix[row][column],
                        column < 2 ? 1e-9 : 1e-7);
            }
        }
    }
}
