package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.TestPictures;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.testing.FixedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power cuts (SIGKILL) and full disks: what stands under its final name is complete, and a second run completes the rest. */
class FaultsTest {

    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    Path folder;

    private final Random random = new Random(3);

    private Path log() {
        return folder.resolve("log");
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Process process, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("nothing happened: " + Files.readString(log()));
            }
            Thread.sleep(5);
        }
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private static List<Path> visible(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aKilledSaveLeavesTheOldOrTheNewCloak() throws Exception {
        Path file = folder.resolve("me.cloak");
        List<CloakMask> cloaks =
                IntStream.range(0, 3).mapToObj(FaultProcess::cloak).toList();
        for (int i = 0; i < 3; i++) {
            Process process = FaultProcess.start(List.of(), log(), "save", file.toString());
            await(process, () -> Files.exists(file));
            Thread.sleep(random.nextInt(150));
            kill(process);
            assertTrue(cloaks.contains(CloakFile.read(file)));
        }
    }

    @Test
    void aKilledFolderRunIsCompletedByTheNext() throws Exception {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        for (int i = 0; i < 36; i++) {
            String format = i % 2 == 0 ? "png" : "jpg";
            Files.write(
                    photos.resolve(String.format("%02d.%s", i, format)),
                    TestPictures.encoded(FixedModels.picture(200, 160, i), format));
        }
        TreeMap<String, byte[]> originals = contents(photos);
        Path output = folder.resolve("protected");
        for (int done : new int[] {1, 12}) {
            Process process = FaultProcess.start(List.of(), log(), "apply", photos.toString(), output.toString());
            await(process, () -> visible(output).size() >= done);
            kill(process);
            for (Path copy : visible(output)) {
                assertEquals(200, new PhotoReader().read(copy).upright().getWidth());
            }
        }
        FaultProcess.protect(photos, output);
        Path expected = folder.resolve("expected");
        FaultProcess.protect(photos, expected);
        assertSame(contents(expected), contents(output));
        assertSame(originals, contents(photos));
    }

    private static TreeMap<String, byte[]> contents(Path folder) throws IOException {
        TreeMap<String, byte[]> contents = new TreeMap<>();
        for (Path file : visible(folder)) {
            contents.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        return contents;
    }

    private static void assertSame(TreeMap<String, byte[]> expected, TreeMap<String, byte[]> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
    }

    @Test
    void aKilledLearningLeavesNothingAndCanBeRepeated() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path file = home.resolve("me.cloak");
        Process process = FaultProcess.start(List.of(), log(), "learn", file.toString());
        await(process, () -> Files.readString(log()).contains("OPTIMIZATION"));
        kill(process);
        assertEquals(List.of(), visible(home));
        FaultProcess.learn(file, 3);
        assertEquals(3, CloakFile.read(file).info().iterations());
    }

    /** On a file system of 100 KiB in a name space of its own. */
    @Test
    void aFullDiskIsToldPerPhotoAndLeavesNoPartOfOne() throws Exception {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        for (int i = 0; i < 4; i++) {
            Files.write(photos.resolve(i + ".png"), TestPictures.encoded(FixedModels.picture(160, 120, i), "png"));
        }
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path saved = folder.resolve("saved");
        List<String> small = List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=100k tmpfs '" + disk + "' || exit 99; \"$@\"; cp -a '" + disk + "' '" + saved
                        + "'",
                "sh");
        assumeTrue(hasUnshare(), "skipped: needs the command unshare");
        Process process = FaultProcess.start(
                small, log(), "apply", photos.toString(), disk.resolve("out").toString());
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        String told = Files.readString(log());
        assumeTrue(Files.exists(saved), () -> "skipped: no file system can be mounted here: " + told);
        assertTrue(told.contains("FAILED"), told);
        try (Stream<Path> files = Files.walk(saved.resolve("out"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(file.getFileName().toString().startsWith("."), () -> file + " was left behind");
                assertEquals(160, new PhotoReader().read(file).upright().getWidth());
            }
        }
    }

    private static boolean hasUnshare() {
        try {
            return new ProcessBuilder("unshare", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aVanishedOutputFolderFailsEachPhotoAndNoneIsLost() throws Exception {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        Files.write(photos.resolve("0.png"), TestPictures.encoded(FixedModels.picture(64, 64, 0), "png"));
        Path output = Files.writeString(folder.resolve("output"), "a file where the folder was");
        FaultProcess.protect(photos, output);
        assertEquals("a file where the folder was", Files.readString(output));
        assertEquals(1, visible(photos).size());
    }
}
