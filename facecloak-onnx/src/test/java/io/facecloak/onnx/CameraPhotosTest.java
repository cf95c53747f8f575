package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.FaceOutcome.Decision;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Point;
import io.facecloak.face.SimilarityTransform;
import io.facecloak.internal.apply.PhotoProtector;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.Shared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EXIF as cameras write it around a photo of one face, which lies on its side in some. */
class CameraPhotosTest {

    /** JPEG's blocks, of 16 pixels with coarser colour, and one more where decoders smooth it. */
    private static final int SPREAD = 17;

    @TempDir
    private Path folder;

    /** As the file stores it, whatever EXIF says, and turned by the test itself. */
    private static BufferedImage upright(Path file, boolean toTheRight) throws IOException {
        BufferedImage stored = ImageIO.read(file.toFile());
        int width = toTheRight ? stored.getHeight() : stored.getWidth();
        int height = toTheRight ? stored.getWidth() : stored.getHeight();
        BufferedImage upright = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                upright.setRGB(x, y, toTheRight ? stored.getRGB(y, stored.getHeight() - 1 - x) : stored.getRGB(x, y));
            }
        }
        return upright;
    }

    @ParameterizedTest
    @CsvSource({"F1-canon20d-rotate90.jpg, true", "F1-nikond3100-upright.jpg, false", "F1-nikond40-rotate90.jpg, true"})
    void theOneFaceIsProtectedInItsTruePlace(String name, boolean turned) throws IOException {
        Path source = Shared.path("trials/orientation/" + name);
        Path target = folder.resolve("copy.jpg");
        BufferedImage before = upright(source, turned);
        float[] delta = new float[CloakMask.LENGTH];
        Arrays.fill(delta, -24 / 255f);
        CloakInfo info = new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        CloakMask cloak = new CloakMask(delta, info, List.of());
        FaceModels models = FaceModels.bundled();
        List<Face> found = models.detector().detect(before);
        assertEquals(1, found.size(), "a photo of one face");
        Face face = found.get(0);
        List<FaceOutcome> outcomes = new PhotoProtector(cloak, models.detector(), List.of(), ProtectionOptions.DEFAULT)
                .protect(source, target, false)
                .faces();

        assertEquals(1, outcomes.size());
        assertEquals(Decision.CLOAKED, outcomes.get(0).decision());
        for (int i = 0; i < 5; i++) {
            Point told = outcomes.get(0).face().landmarks().points().get(i);
            double away = told.distanceTo(face.landmarks().points().get(i));
            assertTrue(away < 0.05 * face.landmarks().eyeDistance(), "landmark " + i + " is " + away + " pixels away");
        }
        BufferedImage after = upright(target, turned);
        SimilarityTransform toAligned = FaceAligner.toAligned(face.landmarks());
        double reach = AlignedFace.SIZE / 2.0 + SPREAD * toAligned.scale();
        int inside = 0;
        int darker = 0;
        for (int y = 0; y < before.getHeight(); y++) {
            for (int x = 0; x < before.getWidth(); x++) {
                Point p = toAligned.apply(new Point(x, y));
                double away = Math.max(Math.abs(p.x() - 55.5), Math.abs(p.y() - 55.5));
                if (away > reach) {
                    assertEquals(before.getRGB(x, y), after.getRGB(x, y), "changed at " + x + ", " + y);
                } else if (away < AlignedFace.SIZE / 4.0) {
                    inside++;
                    darker += green(after, x, y) < green(before, x, y) - 6 ? 1 : 0;
                }
            }
        }
        assertTrue(darker > 0.8 * inside, darker + " of " + inside + " pixels of the face changed");
    }

    private static int green(BufferedImage picture, int x, int y) {
        return picture.getRGB(x, y) >> 8 & 0xff;
    }
}
