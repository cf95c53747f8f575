package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Platform;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakInfo;
import io.facecloak.mask.CloakMask;
import io.facecloak.mask.PersonTemplate;
import io.facecloak.model.Embedder;
import io.facecloak.onnx.internal.store.FaceCloakHome;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a process of its own, which tells every class that it loads. */
class FirstApplyTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void loadsNothingOfWhatOnlyLearningNeeds(boolean remembersPerson) throws IOException, InterruptedException {
        Path cloak = folder.resolve("me.cloak");
        float[] delta = new float[CloakMask.LENGTH];
        Arrays.fill(delta, 12 / 255f);
        CloakInfo info = new CloakInfo("test", Instant.EPOCH, 0, 0, 0, 0, 0, "", List.of(), "", List.of(), 0, Map.of());
        CloakFile.write(new CloakMask(delta, info, remembersPerson ? List.of(everybody()) : List.of()), cloak);
        Path home = folder.resolve("home");
        Path photo = folder.resolve("photo.jpg");
        ImageIO.write(new BufferedImage(240, 240, BufferedImage.TYPE_3BYTE_BGR), "jpeg", photo.toFile());
        Path copy = folder.resolve("copy.jpg");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-verbose:class",
                        "-D" + FaceCloakHome.PROPERTY + "=" + home,
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
        assertTrue(lines.stream().anyMatch(line -> line.contains("io.facecloak.internal.apply.CloakWarp")));
        assertEquals(
                List.of(),
                lines.stream()
                        .filter(line -> line.contains(" ai.onnx.") || line.contains(" com.google.protobuf."))
                        .toList());
        if (Platform.isLinux() && Platform.isIntel()) {
            try (Stream<Path> files = Files.walk(home.resolve("engine"))) {
                assertEquals(
                        1,
                        files.filter(file -> file.endsWith("libonnxruntime.so")).count());
            }
        }
        assertTrue((new PhotoReader().read(copy).upright().getRGB(120, 120) & 0xff) > 5);
    }

    /** A template of a bundled recogniser that every face matches. */
    private static PersonTemplate everybody() {
        Embedder recogniser = BundledModels.shared().embedders().get(0);
        float[] embedding = new float[recogniser.dimension()];
        embedding[0] = 1;
        return new PersonTemplate(recogniser.name(), recogniser.fingerprint(), -0.99, embedding);
    }
}
