package io.facecloak.onnx.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, because the environment starts once per process. */
class SilentEnvironmentTest {

    @TempDir
    Path folder;

    /** The process that is started. */
    static final class Start {
        public static void main(String[] arguments) {
            SilentEnvironment.get();
        }
    }

    @Test
    void startsWithACommandLineThatCrashesTheTelemetry() throws IOException, InterruptedException {
        String longClassPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                + (File.pathSeparator + folder.resolve("absent-library-with-a-long-name.jar")).repeat(200);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        longClassPath,
                        Start.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        Process process = builder.start();
        process.getOutputStream().close();

        int exit = process.waitFor();

        assertEquals(0, exit, Files.readString(folder.resolve("output")));
    }
}
