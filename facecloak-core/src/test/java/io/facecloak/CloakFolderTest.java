package io.facecloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.apply.FacePolicy;
import io.facecloak.apply.ProtectionOptions;
import io.facecloak.face.Face;
import io.facecloak.mask.CloakFormatException;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CloakFolderTest {

    private static final Face FACE = FixedModels.face(60, 40, 70);
    private static final FaceModels MODELS =
            new FixedModels(List.of(FACE), List.of(new SmoothEmbedder("smooth", 32, 7)));

    private static FaceCloak cloak;

    @TempDir
    Path folder;

    private CloakFolder cloaks;

    @BeforeAll
    static void learn() {
        cloak = FaceCloak.builder()
                .models(MODELS)
                .seed(FixedModels.picture(400, 320, 1))
                .settings(learning -> learning.withSyntheticFaces(0).withIterations(1))
                .build();
    }

    @BeforeEach
    void open() {
        cloaks = withCapacity(2);
    }

    private CloakFolder withCapacity(int capacity) {
        return new CloakFolder(folder, MODELS, ProtectionOptions.DEFAULT.withFacePolicy(FacePolicy.MATCH), capacity);
    }

    private Path save(String user) throws IOException {
        Path file = CloakFolder.file(folder, user);
        cloak.save(file);
        return file;
    }

    @Test
    void findsTheCloakOfAUserAndTellsWhenThereIsNone() throws IOException {
        assertEquals(folder.resolve("alice@example.org.cloak"), save("alice@example.org"));

        FaceCloak found = cloaks.find("alice@example.org").orElseThrow();

        assertEquals(cloak.mask().info(), found.mask().info());
        assertEquals(Optional.empty(), cloaks.find("bob"));
    }

    @Test
    void keepsTheCloaksUsedLastInMemory() throws IOException {
        for (String user : List.of("a", "b", "c")) {
            save(user);
        }
        FaceCloak a = cloaks.find("a").orElseThrow();
        FaceCloak b = cloaks.find("b").orElseThrow();
        assertSame(a, cloaks.find("a").orElseThrow());

        cloaks.find("c");

        assertSame(a, cloaks.find("a").orElseThrow(), "used after b");
        assertNotSame(b, cloaks.find("b").orElseThrow(), "the capacity is 2");
        assertNotSame(
                withCapacity(0).find("a").orElseThrow(),
                withCapacity(0).find("a").orElseThrow());
    }

    @Test
    void noticesThatAFileWasReplacedOrDeleted() throws IOException {
        Path file = save("a");
        FaceCloak first = cloaks.find("a").orElseThrow();

        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        FaceCloak second = cloaks.find("a").orElseThrow();
        assertNotSame(first, second);
        assertSame(second, cloaks.find("a").orElseThrow());

        Files.delete(file);
        assertEquals(Optional.empty(), cloaks.find("a"));
    }

    /** As after the clock was set back: a new file of the same size and time. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "files have no time of change that Java tells")
    void noticesThatAFileWasReplacedWhateverTheClockSays() throws IOException {
        Path file = save("a");
        FileTime time = Files.getLastModifiedTime(file);
        FaceCloak first = cloaks.find("a").orElseThrow();
        Files.setLastModifiedTime(save("a"), time);
        assertNotSame(first, cloaks.find("a").orElseThrow());
    }

    @Test
    void everyUserHasAFileOfTheirOwnInTheFolder() {
        List<String> users = List.of(
                ".", "..", "../a", "a/b", "a\\b", "a%2Fb", "a:b", "a b", "a\0b", ".a", "%2Ea", "é", "e\u0301", "日本",
                "CON ");
        Set<Path> files = new HashSet<>();
        for (String user : users) {
            Path file = CloakFolder.file(folder, user);
            assertEquals(folder, file.normalize().getParent(), user);
            assertTrue(files.add(file), user);
        }
        assertEquals("%2E.", CloakFolder.nameOf(".."));
        assertNotEquals(CloakFolder.nameOf("Alice"), CloakFolder.nameOf("alice"));
        assertThrows(IllegalArgumentException.class, () -> cloaks.find(""));
        assertThrows(IllegalArgumentException.class, () -> cloaks.find("日".repeat(30)));
    }

    @Test
    void aDamagedCloakIsRefusedByName() throws IOException {
        Path file = Files.writeString(CloakFolder.file(folder, "a"), "no cloak");

        CloakFormatException refused = assertThrows(CloakFormatException.class, () -> cloaks.find("a"));

        assertTrue(refused.getMessage().contains(file.toString()), refused::getMessage);
    }

    @Test
    void servesManyThreads() throws Exception {
        List<String> users = List.of("a", "b", "c", "d");
        for (String user : users) {
            save(user);
        }
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Optional<FaceCloak>>> searches = IntStream.range(0, 100)
                    .<Callable<Optional<FaceCloak>>>mapToObj(i -> () -> cloaks.find(users.get(i % 4)))
                    .toList();
            for (Future<Optional<FaceCloak>> found : pool.invokeAll(searches)) {
                assertTrue(found.get().isPresent());
            }
        } finally {
            pool.shutdown();
        }
    }
}
