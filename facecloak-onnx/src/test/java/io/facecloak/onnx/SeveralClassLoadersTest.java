package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.onnx.internal.store.FaceCloakHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Native libraries are loaded for one class loader each; applications that run or are deployed side by side must not notice. */
class SeveralClassLoadersTest {

    private static final int LOADS = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"in-turn", "together"})
    void eachHasTheEngine(String how) throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + FaceCloakHome.PROPERTY + "=" + folder.resolve("home"),
                        "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("temporary")),
                        "-cp",
                        classPath,
                        ReloadingProcess.class.getName(),
                        classPath,
                        Integer.toString(LOADS),
                        how)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // With it, the process would not need JNA to set it.
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        Process process = builder.start();
        process.getOutputStream().close();

        int exit = process.waitFor();

        List<String> lines = Files.readAllLines(output);
        assertEquals(0, exit, () -> String.join("\n", lines));
        assertTrue(lines.contains("AGREED " + LOADS), () -> String.join("\n", lines));
    }
}
