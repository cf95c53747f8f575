package io.facecloak.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.facecloak.benchmarks.VisibilityStudy.Setting;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VisibilityStudyTest {

    private static final Path DEMO = Path.of("../facecloak-examples/demo");

    @TempDir
    private Path folder;

    @Test
    void writesAPictureOfEverySetting() throws Exception {
        VisibilityStudy study = new VisibilityStudy(List.of(
                new Setting("faint", builder -> builder.iterations(1).syntheticFaces(0)),
                new Setting("plain", builder -> builder.iterations(2).syntheticFaces(0))));
        int code = new CommandLine(study)
                .execute(
                        "--seed", DEMO.resolve("seed.jpg").toString(),
                        "--photos", DEMO.resolve("photos").toString(),
                        "--out", folder.toString());

        assertEquals(0, code);
        BufferedImage faint = ImageIO.read(folder.resolve("faint.png").toFile());
        BufferedImage plain = ImageIO.read(folder.resolve("plain.png").toFile());
        int third = faint.getWidth() / 3;
        int y = faint.getHeight() / 2;
        assertNotEquals(
                0, difference(faint, faint, third / 2, third / 2 + third, y), "the cloak is not in the picture");
        assertNotEquals(
                0, difference(faint, plain, third / 2 + third, third / 2 + third, y), "both settings look alike");
    }

    /** Of the pixels in a short row from two places of two pictures. */
    private static long difference(BufferedImage one, BufferedImage other, int x, int otherX, int y) {
        long sum = 0;
        for (int i = 0; i < 40; i++) {
            sum += Math.abs((one.getRGB(x + i, y) & 0xff) - (other.getRGB(otherX + i, y) & 0xff));
        }
        return sum;
    }
}
