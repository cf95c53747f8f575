package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a process sees that lacks the engine's native library, or that ends while the engine works. */
class EngineProcessTest {

    private static final long PATIENCE_SECONDS = 120;

    /** 128 + SIGTERM. */
    private static final int TERMINATED = 143;

    @TempDir
    Path folder;

    private Path log() {
        return folder.resolve("log");
    }

    /** No library for the platform, none in the folder that is named, and no folder to unpack it into. */
    @ParameterizedTest
    @ValueSource(strings = {"os.arch=sparc", "onnxruntime.native.path=nowhere", "java.io.tmpdir=nowhere"})
    void aMissingLibraryIsOneClearErrorEveryTime(String property) throws Exception {
        Process process = EngineProcess.start(
                log(),
                List.of("-D"
                        + property.replace("nowhere", folder.resolve("nowhere").toString())),
                "open");
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        String told = Files.readString(log());
        assertEquals(0, process.exitValue(), told);
        List<String> refused =
                told.lines().filter(line -> line.startsWith("refused: ")).toList();
        assertEquals(2, refused.size(), told);
        for (String message : refused) {
            assertTrue(message.contains("cannot load ONNX Runtime's native library"), message);
            assertTrue(message.contains("com.microsoft.onnxruntime:onnxruntime"), message);
        }
    }

    /** Threads that learn while the process ends must not make it crash. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
    void aProcessThatIsToldToEndWhileItWorksDoesNotCrash() throws Exception {
        Process process = EngineProcess.start(log(), List.of(), "work");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(log()) || count("working") < 2) {
            assertTrue(process.isAlive() && System.nanoTime() < end, () -> "nothing happened: " + log());
            Thread.sleep(10);
        }
        process.destroy();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(1, count("ending"));
        assertEquals(TERMINATED, process.exitValue(), Files.readString(log()));
        assertFalse(Files.exists(folder.resolve("crash.log")));
    }

    private long count(String line) throws Exception {
        try (Stream<String> lines = Files.lines(log())) {
            return lines.filter(line::equals).count();
        }
    }
}
