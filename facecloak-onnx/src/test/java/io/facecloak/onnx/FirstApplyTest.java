package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.PhotoReader;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, which tells every class that it loads. */
class FirstApplyTest {

    @TempDir
    private Path folder;

    @Test
    void loadsNothingOfWhatOnlyLearningNeeds() throws IOException, InterruptedException {
        Path cloak = folder.resolve("me.cloak");
        float[] delta = new float[CloakMask.LENGTH];
        Arrays.fill(delta, 12 / 255f);
        CloakInfo info = new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        CloakFile.write(new CloakMask(delta, info, List.of()), cloak);
        Path photo = folder.resolve("photo.jpg");
        ImageIO.write(new BufferedImage(240, 240, BufferedImage.TYPE_3BYTE_BGR), "jpeg", photo.toFile());
        Path copy = folder.resolve("copy.jpg");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-verbose:class",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        FirstApply.class.getName(),
                        cloak.toString(),
                        photo.toString(),
                        copy.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();

        int exit = process.waitFor();

        List<String> lines = Files.readAllLines(output);
        assertEquals(0, exit, () -> String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
        assertTrue(lines.stream().anyMatch(line -> line.contains("io.facecloak.apply.CloakWarp")));
        assertEquals(
                List.of(),
                lines.stream()
                        .filter(line -> line.contains(" org.nd4j.") || line.contains(" org.bytedeco."))
                        .toList());
        assertTrue((new PhotoReader().read(copy).upright().getRGB(120, 120) & 0xff) > 5);
    }
}
