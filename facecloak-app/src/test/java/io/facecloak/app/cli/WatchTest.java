package io.facecloak.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.facecloak.app.cli.Program.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {

    private static final Program PROGRAM = new Program(Program.MODELS);

    @TempDir
    private static Path shared;

    private static Path cloak;

    @TempDir
    private Path folder;

    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
    private CompletableFuture<Outcome> watching;
    private Path inbox;
    private Path output;

    @BeforeAll
    static void learn() throws IOException {
        cloak = shared.resolve("me.cloak");
        PROGRAM.run("learn", Program.photo(shared.resolve("me.png"), 1), "-o", cloak, "--iterations", 2);
    }

    @BeforeEach
    void makeFolders() throws IOException {
        inbox = Files.createDirectories(folder.resolve("in"));
        output = folder.resolve("out");
    }

    @AfterEach
    void end() {
        cancelled.set(true);
        if (watching != null) {
            watching.join();
        }
    }

    @Test
    void whatComesIsProtectedUntilCtrlC() throws Exception {
        Program.photo(inbox.resolve("before.png"), 1);
        watch();
        await("before.png: cloaked");
        Program.photo(inbox.resolve("new.png"), 1);
        await("new.png: cloaked");
        Program.photo(inbox.resolve("deep/er/other.png"), 1);
        await("other.png: cloaked");
        Files.writeString(inbox.resolve("notes.txt"), "no photo");
        Files.writeString(inbox.resolve("broken.jpg"), "no photo either");
        await("broken.jpg");

        Outcome ended = ended();

        assertEquals(ExitCode.CANCELLED, ended.exitCode());
        assertTrue(ended.out().contains("3 cloaked"), ended.out());
        assertTrue(ended.out().strip().endsWith("1 failed"), ended.out());
        assertEquals("", ended.err());
        assertTrue(Files.exists(output.resolve("before.png")) && Files.exists(output.resolve("deep/er/other.png")));
    }

    @Test
    void aHalfWrittenFileIsWaitedForAndAChangedOneProtectedAnew() throws Exception {
        byte[] whole = Files.readAllBytes(Program.photo(shared.resolve("whole.png"), 1));
        watch();
        await("watching");
        Files.write(inbox.resolve("unfinished.png.part"), whole);
        try (OutputStream slow = Files.newOutputStream(inbox.resolve("slow.png"))) {
            slow.write(whole, 0, whole.length / 2);
            slow.flush();
            // Longer than a file must rest: a half photo fails, but is not given up.
            await("slow.png");
            slow.write(whole, whole.length / 2, whole.length - whole.length / 2);
        }
        await("slow.png: cloaked");
        byte[] first = Files.readAllBytes(output.resolve("slow.png"));
        Path other = Program.photo(shared.resolve("other.png"), 2);
        Files.move(
                Files.copy(other, folder.resolve("moved.png")),
                inbox.resolve("slow.png"),
                StandardCopyOption.REPLACE_EXISTING);
        await("slow.png: cloaked");

        assertNotEquals(-1, Arrays.mismatch(first, Files.readAllBytes(output.resolve("slow.png"))));
        assertFalse(Files.exists(output.resolve("unfinished.png.part")));
    }

    @Test
    void aRestartSkipsWhatIsDone() throws Exception {
        Program.photo(inbox.resolve("a.png"), 1);
        watch();
        await("a.png: cloaked");
        ended();
        byte[] done = Files.readAllBytes(output.resolve("a.png"));
        Program.photo(inbox.resolve("b.png"), 1);

        cancelled.set(false);
        watch("--json");
        JsonObject a = JsonParser.parseString(await("a.png")).getAsJsonObject();
        JsonObject b = JsonParser.parseString(await("b.png")).getAsJsonObject();
        List<String> lines = ended().out().lines().toList();

        assertEquals("EXISTING", a.get("status").getAsString());
        assertEquals("PROTECTED", b.get("status").getAsString());
        assertEquals(-1, Arrays.mismatch(done, Files.readAllBytes(output.resolve("a.png"))));
        JsonObject last = JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
        assertEquals(1, last.getAsJsonObject("counts").get("PROTECTED").getAsInt());
        assertEquals(1, last.getAsJsonObject("counts").get("EXISTING").getAsInt());
    }

    @Test
    void aSecondPhotoOfTheSameNameIsNotSilentlyLeftOut() throws Exception {
        Program.photo(inbox.resolve("a.png"), 1);
        watch();
        await("a.png: cloaked");
        byte[] first = Files.readAllBytes(output.resolve("a.png"));
        // Once a photo that came later has settled, the first one is gone for good.
        Files.delete(inbox.resolve("a.png"));
        Program.photo(inbox.resolve("sub/x.png"), 1);
        await("x.png: cloaked");
        Program.photo(inbox.resolve("a.png"), 2);

        String told = await("a.png");

        assertTrue(told.contains("not protected") && told.contains("rename"), told);
        assertEquals(-1, Arrays.mismatch(first, Files.readAllBytes(output.resolve("a.png"))));
    }

    @Test
    void watchingTakesTwoFolders() throws IOException {
        Path photo = Program.photo(folder.resolve("a.png"), 1);

        Outcome one = PROGRAM.run("apply", "-c", cloak, "--watch", inbox);
        Outcome three = PROGRAM.run("apply", "-c", cloak, "--watch", inbox, output, "-o", output);
        Outcome none = PROGRAM.run("apply", "-c", cloak, photo);
        Outcome file = PROGRAM.run("apply", "-c", cloak, "--watch", photo, output);
        Outcome same = PROGRAM.run("apply", "-c", cloak, "--watch", inbox, inbox);
        Outcome missing = PROGRAM.run("apply", "-c", cloak, "--watch", folder.resolve("nowhere"), output);
        Outcome hasty = PROGRAM.run("apply", "-c", cloak, "--watch", inbox, output, "--settle", "NaN");

        assertTrue(one.exitCode() == ExitCode.USAGE && one.err().contains("two folders"), one.err());
        assertTrue(three.exitCode() == ExitCode.USAGE && three.err().contains("two folders"), three.err());
        assertTrue(none.exitCode() == ExitCode.USAGE && none.err().contains("--output"), none.err());
        assertTrue(file.exitCode() == ExitCode.FAILED && file.err().contains("a.png is no folder"), file.err());
        assertTrue(same.exitCode() == ExitCode.FAILED && same.err().contains("choose another"), same.err());
        assertTrue(missing.exitCode() == ExitCode.FAILED && missing.err().contains("does not exist"), missing.err());
        assertTrue(hasty.exitCode() == ExitCode.FAILED && hasty.err().contains("--settle"), hasty.err());
    }

    private void watch(Object... more) {
        Object[] arguments = new Object[8 + more.length];
        System.arraycopy(
                new Object[] {"apply", "-c", cloak, "--no-refine", "--watch", inbox, output, "--settle=0.2"},
                0,
                arguments,
                0,
                8);
        System.arraycopy(more, 0, arguments, 8, more.length);
        watching = CompletableFuture.supplyAsync(
                () -> PROGRAM.cancelledWhen(cancelled::get).run(printed::add, arguments));
    }

    /** The next line that holds these words; lines before it are dropped. */
    private String await(String words) throws InterruptedException {
        StringBuilder all = new StringBuilder();
        StringBuilder line = new StringBuilder();
        while (true) {
            String part = printed.poll(2, TimeUnit.MINUTES);
            if (part == null) {
                throw new AssertionError("no line holds '" + words + "':\n" + all);
            }
            all.append(part);
            line.append(part);
            if (line.indexOf("\n") >= 0) {
                if (line.indexOf(words) >= 0) {
                    return line.toString();
                }
                line.setLength(0);
            }
        }
    }

    private Outcome ended() {
        cancelled.set(true);
        return watching.join();
    }
}
