package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an ordinary run of the whole library gives away: nothing. */
class PrivacyTest {

    private static final String NAME = "jane-roe-at-the-clinic";

    @TempDir
    Path folder;

    @Test
    void noPathIsLoggedNoNetworkIsUsedAndNoTemporaryFileStays() throws Exception {
        Path demo = Path.of("../facecloak-examples/demo");
        Path photos = Files.createDirectories(folder.resolve(NAME).resolve("photos"));
        Path seed = Files.copy(demo.resolve("seed.jpg"), folder.resolve(NAME).resolve("seed.jpg"));
        Files.copy(demo.resolve("photos/photo-1.jpg"), photos.resolve("photo-1.jpg"));
        Files.write(photos.resolve("damaged.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 0});
        Path results = Files.createDirectory(folder.resolve(NAME).resolve("results"));
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path log = folder.resolve("log");

        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PrivateProcess.class.getName(),
                        seed.toString(),
                        photos.toString(),
                        results.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertTrue(process.waitFor(5, TimeUnit.MINUTES));

        String told = Files.readString(log);
        assertEquals(0, process.exitValue(), told);
        assertTrue(told.contains("PROTECTED") || told.contains("_PERSON") || told.contains("NO_FACE"), told);
        assertTrue(told.contains("FAILED"), told);
        assertTrue(told.contains("INFO io.facecloak"), () -> "nothing was logged at all: " + told);
        assertFalse(told.contains(NAME), told);
        assertFalse(told.contains("NETWORK"), told);
        assertEquals(List.of(), ours(temporary));
        assertEquals(
                List.of(), ours(results).stream().filter(PrivacyTest::isHidden).toList());
    }

    /** Files that are no native libraries. */
    private static List<Path> ours(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().matches(".*(\\.so|\\.so\\.\\d+|\\.dylib|\\.dll)"))
                    .filter(file -> !file.toString().contains("hsperfdata"))
                    .toList();
        }
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }
}
