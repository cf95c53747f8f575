package io.facecloak.onnx.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.internal.storage.FileStamp;
import io.facecloak.onnx.internal.store.FolderCache.Maker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderCacheTest {

    private static final String KEY = "ab".repeat(32);

    @TempDir
    private Path folder;

    private final AtomicInteger made = new AtomicInteger();

    private Path cacheFolder() {
        return folder.resolve("cache");
    }

    private FolderCache cache() {
        return new FolderCache(cacheFolder(), 1 << 20);
    }

    private Maker maker(int bytes) {
        return empty -> {
            made.incrementAndGet();
            Files.write(empty.resolve("numbers"), new byte[bytes]);
            Files.writeString(empty.resolve("text"), "what was computed");
        };
    }

    private static String key(int number) {
        return "%064x".formatted(number);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> children = Files.list(cacheFolder())) {
            return children.map(child -> child.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anEntryIsMadeOnce() throws Exception {
        Path first = cache().get(KEY, maker(1000)).orElseThrow();
        Path second = cache().get(KEY, maker(1000)).orElseThrow();

        assertEquals(first, second);
        assertEquals("what was computed", Files.readString(second.resolve("text")));
        assertEquals(1, made.get());
        assertEquals(List.of(KEY), names());
    }

    /** Times say which entry goes first, never whether one is good or how much is kept. */
    @Test
    void entriesFromTheFutureAndThePastAreUsedAndMakeRoom() throws Exception {
        FolderCache small = new FolderCache(cacheFolder(), 3000);
        for (String time : List.of("2100-01-01T00:00:00Z", "1970-01-01T00:00:00Z")) {
            Path entry = small.get(key(1), maker(1000)).orElseThrow();
            Files.setLastModifiedTime(entry.resolve("checksums"), FileTime.from(Instant.parse(time)));
            int before = made.get();
            small.get(key(1), maker(1000)).orElseThrow();
            assertEquals(before, made.get(), "made again");
            Files.setLastModifiedTime(entry.resolve("checksums"), FileTime.from(Instant.parse(time)));
            for (int i = 2; i < 6; i++) {
                small.get(key(i), maker(1000)).orElseThrow();
                assertTrue(names().size() <= 2, "more than the cache may hold");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"changed", "cut", "missing file", "extra file", "checksums changed", "checksums missing"})
    void aDamagedEntryIsMadeAgain(String damage) throws Exception {
        Path entry = cache().get(KEY, maker(1000)).orElseThrow();
        switch (damage) {
            case "changed" -> Files.write(entry.resolve("numbers"), new byte[] {1}, StandardOpenOption.WRITE);
            case "cut" -> Files.write(entry.resolve("numbers"), new byte[999]);
            case "missing file" -> Files.delete(entry.resolve("text"));
            case "extra file" -> Files.writeString(entry.resolve("more"), "x");
            case "checksums changed" -> Files.writeString(entry.resolve("checksums"), "nonsense");
            default -> Files.delete(entry.resolve("checksums"));
        }

        Path again = cache().get(KEY, maker(1000)).orElseThrow();

        assertEquals(2, made.get());
        assertEquals("what was computed", Files.readString(again.resolve("text")));
        assertEquals(1000, Files.size(again.resolve("numbers")));
        cache().get(KEY, maker(1000));
        assertEquals(2, made.get());
    }

    @Test
    void onlyFilesThatChangedAreReadAgain() throws Exception {
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
        FolderCache settled = new FolderCache(cacheFolder(), 1 << 20, later);
        Path entry = settled.get(KEY, maker(1000)).orElseThrow();
        Path verified = entry.resolve("verified");
        settled.get(KEY, maker(1000));
        String stamp = FileStamp.of(entry.resolve("numbers")).toString();
        assertTrue(Files.readString(verified).contains(stamp));

        // As if this content had been found right.
        Files.write(entry.resolve("numbers"), new byte[] {1}, StandardOpenOption.WRITE);
        String now = FileStamp.of(entry.resolve("numbers")).toString();
        Files.writeString(verified, Files.readString(verified).replace(stamp, now));
        assertTrue(settled.find(KEY).isPresent());

        Files.write(entry.resolve("numbers"), new byte[] {2}, StandardOpenOption.WRITE);
        assertTrue(settled.find(KEY).isEmpty());
        settled.get(KEY, maker(1000));
        assertEquals(2, made.get());
    }

    @Test
    void filesThatWereJustWrittenAreReadAgain() throws Exception {
        cache().get(KEY, maker(1000));
        Path entry = cache().get(KEY, maker(1000)).orElseThrow();
        assertFalse(Files.exists(entry.resolve("verified")));
    }

    @Test
    void whatFailedLeavesNothing() throws Exception {
        IOException failure = assertThrows(IOException.class, () -> cache().get(KEY, empty -> {
            Files.writeString(empty.resolve("half"), "x");
            throw new IOException("no space left");
        }));
        assertEquals("no space left", failure.getMessage());
        assertThrows(IllegalStateException.class, () -> cache().get(KEY, empty -> {
            throw new IllegalStateException("wrong input");
        }));

        assertEquals(List.of(), names());
        assertTrue(cache().get(KEY, maker(10)).isPresent());
    }

    @Test
    void whatAKilledProcessLeftIsRemovedButNothingElse() throws Exception {
        Files.createDirectories(cacheFolder());
        Path unfinished = cacheFolder().resolve(KEY + ".01234567-89ab-cdef-0123-456789abcdef.tmp");
        Files.createDirectories(unfinished);
        Files.writeString(unfinished.resolve("half"), "x");
        Files.writeString(cacheFolder().resolve("notes.txt"), "somebody's");

        cache().get(KEY, maker(10));

        assertEquals(List.of(KEY, "notes.txt"), names());
    }

    @Test
    void whatWasNotUsedForTheLongestTimeGoes() throws Exception {
        FolderCache small = new FolderCache(cacheFolder(), 3500);
        for (int i = 1; i <= 3; i++) {
            Path entry = small.get(key(i), maker(1000)).orElseThrow();
            Files.setLastModifiedTime(entry.resolve("checksums"), FileTime.fromMillis(1000L * i));
        }
        small.get(key(1), maker(1000));

        small.get(key(4), maker(1000));

        assertEquals(List.of(key(1), key(3), key(4)), names());
        assertEquals(4, made.get());
    }

    @Test
    void whatIsLargerThanTheCacheIsNotKept() throws Exception {
        FolderCache small = new FolderCache(cacheFolder(), 500);
        small.get(key(1), maker(10));

        assertTrue(small.get(key(2), maker(1000)).isEmpty());
        assertEquals(List.of(key(1)), names());
    }

    @Test
    void anEntryCanBeDiscarded() throws Exception {
        cache().get(KEY, maker(10));
        cache().discard(KEY);
        cache().discard(KEY);
        assertEquals(List.of(), names());
    }

    @Test
    void keysAreNoPaths() {
        for (String key : List.of("../" + "a".repeat(61), "A".repeat(64), "")) {
            assertThrows(IllegalArgumentException.class, () -> cache().get(key, maker(1)));
            assertThrows(IllegalArgumentException.class, () -> cache().discard(key));
        }
        assertThrows(IllegalArgumentException.class, () -> new FolderCache(folder, 0));
        assertFalse(Files.exists(cacheFolder()));
    }

    @Test
    void threadsMakeAnEntryOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> entries = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                entries.add(threads.submit(() -> cache().get(KEY, maker(100)).orElseThrow()));
            }
            for (Future<Path> entry : entries) {
                assertEquals(cacheFolder().toAbsolutePath().resolve(KEY), entry.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, made.get());
    }

    @Test
    void processesMakeAnEntryOnce() throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx32m",
                            "-cp",
                            classPath,
                            Other.class.getName(),
                            cacheFolder().toString(),
                            folder.resolve("log").toString())
                    .inheritIO()
                    .start());
        }
        for (Process process : processes) {
            assertEquals(0, process.waitFor());
        }
        assertEquals("made\n", Files.readString(folder.resolve("log")));
        assertTrue(cache().get(KEY, maker(1)).isPresent());
        assertEquals(0, made.get());
    }

    /** Another process. */
    static final class Other {

        private Other() {}

        public static void main(String[] arguments) throws Exception {
            new FolderCache(Path.of(arguments[0]), 1 << 20).get(KEY, empty -> {
                Files.writeString(
                        Path.of(arguments[1]), "made\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                Files.writeString(empty.resolve("text"), "what was computed");
                pause();
            });
        }

        /** Long enough for the others to come. */
        private static void pause() {
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
