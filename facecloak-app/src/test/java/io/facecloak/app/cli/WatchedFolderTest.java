package io.facecloak.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.facecloak.app.cli.WatchedFolder.Ready;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFolderTest {

    private static final Duration SETTLE = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    private WatchedFolder watched;
    private Path photo;
    private long now;

    @BeforeEach
    void watch() throws IOException {
        Path inbox = Files.createDirectories(folder.resolve("in"));
        photo = Files.writeString(inbox.resolve("a.jpg"), "first");
        watched = new WatchedFolder(inbox, folder.resolve("out"), SETTLE, () -> now);
    }

    @AfterEach
    void close() throws IOException {
        watched.close();
    }

    @Test
    void aFileIsToldOnceItHasSettledAndAgainOnceItHasChanged() throws IOException {
        assertEquals(List.of(), look(0));
        assertEquals(List.of(), look(1));
        assertEquals(List.of(false), look(2));
        assertEquals(List.of(), look(9));
        Files.writeString(photo, "second, longer");
        assertEquals(List.of(), look(10));
        assertEquals(List.of(true), look(12));
    }

    /** Some editors take a file away before they write it anew, and listings may miss a file that is being replaced. */
    @Test
    void aFileThatIsAwayForAMomentHasChanged() throws IOException {
        look(0);
        look(2);
        Files.delete(photo);
        assertEquals(List.of(), look(3));
        Files.writeString(photo, "second, longer");
        assertEquals(List.of(), look(4));
        assertEquals(List.of(true), look(6));
    }

    @Test
    void aFileThatWasAwayForLongerIsAnother() throws IOException {
        look(0);
        look(2);
        Files.delete(photo);
        look(3);
        look(5);
        Files.writeString(photo, "second, longer");
        assertEquals(List.of(), look(6));
        assertEquals(List.of(false), look(8));
    }

    /** @return of each file that is ready, whether it has changed */
    private List<Boolean> look(long second) throws IOException {
        now = Duration.ofSeconds(second).toNanos();
        return watched.look().stream().map(Ready::changed).toList();
    }
}
