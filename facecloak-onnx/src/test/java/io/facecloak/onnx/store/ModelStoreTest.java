package io.facecloak.onnx.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.onnx.internal.store.EnvironmentProxy;
import io.facecloak.onnx.store.ModelEntry.ModelFile;
import io.facecloak.onnx.store.ModelStoreException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server on this machine that does everything that servers and networks do wrong. */
@Timeout(60)
class ModelStoreTest {

    private static final String PATH = "recognisers/face.onnx";
    private static final byte[] CONTENT = content();

    @TempDir
    private Path folder;

    private FaultyServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FaultyServer(CONTENT);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void pullsOnceAndOpensWithItsInputConvention() throws IOException {
        ModelStore store = store(entry(server.uri()));
        assertFalse(store.isPulled("face"));
        assertReason(Reason.NOT_PULLED, () -> store.file("face"));
        assertEquals(0, server.requests().size(), "only pull may use the network");

        List<Long> reports = new ArrayList<>();
        Path directory = store.pull("face", (model, file, done, total) -> {
            assertEquals("face", model);
            assertEquals(PATH, file);
            assertEquals(CONTENT.length, total);
            reports.add(done);
        });

        assertEquals(folder.resolve("face"), directory);
        assertEquals(directory, store.directory("face"));
        assertEquals(directory.resolve(PATH), store.file("face"));
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
        assertTrue(Files.readString(directory.resolve("recognisers/face.properties"))
                .contains("preset=raw255"));
        assertEquals(0, reports.get(0));
        assertEquals(CONTENT.length, reports.get(reports.size() - 1));
        assertNoLeftovers();

        store.pull("face");
        store(entry(server.uri())).pull("face");
        assertEquals(1, server.requests().size());
    }

    @Test
    void changedFilesAreNoticedAndFetchedAgain() throws IOException {
        ModelStore store = store(entry(server.uri()));
        store.pull("face");
        byte[] changed = CONTENT.clone();
        changed[5] ^= 1;
        Files.write(store.folder().resolve("face").resolve(PATH), changed);

        assertFalse(store.isPulled("face"));
        assertTrue(assertReason(Reason.NOT_PULLED, () -> store.file("face")).contains("SHA-256"));
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));

        Files.writeString(store.directory("face").resolve("recognisers/face.properties"), "preset=facenet\n");
        assertReason(Reason.NOT_PULLED, () -> store.directory("face"));
        store.pull("face");
        assertTrue(Files.readString(store.directory("face").resolve("recognisers/face.properties"))
                .contains("raw255"));
        assertEquals(2, server.requests().size());
    }

    @Test
    void aConnectionThatBreaksIsTakenUpWhereItBroke() throws IOException {
        server.next(FaultyServer.truncating(300_000), FaultyServer.truncating(200_000));
        ModelStore store = store(entry(server.uri()));
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
        assertEquals(
                List.of(0, 300_000, 500_000),
                server.requests().stream().map(FaultyServer.Request::offset).toList());
    }

    @Test
    void aServerThatFallsSilentIsAskedAgain() throws IOException {
        server.next(FaultyServer.stalling(400_000, 30_000));
        ModelStore store =
                settings(entry(server.uri())).patience(Duration.ofMillis(1500)).build();
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
        assertEquals(400_000, server.requests().get(1).offset());
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() {
        FaultyServer.Behaviour silent = (request, content, out) -> Thread.sleep(20_000);
        server.next(silent, silent, silent);
        ModelStore store =
                settings(entry(server.uri())).patience(Duration.ofMillis(200)).build();
        assertReason(Reason.UNREACHABLE, () -> store.pull("face"));
        assertEquals(3, server.requests().size());
    }

    @Test
    void aServerThatIgnoresRangesStartsAnew() throws IOException {
        server.next(FaultyServer.truncating(300_000), FaultyServer.ignoringRanges());
        ModelStore store = store(entry(server.uri()));
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
        assertEquals(300_000, server.requests().get(1).offset());
    }

    @Test
    void anotherPartThanAskedForIsNotAppended() throws IOException {
        server.next(FaultyServer.truncating(300_000), (request, content, out) -> {
            FaultyServer.head(
                    out, "206 Partial Content", "Content-Length: 10", "Content-Range: bytes 0-9/" + content.length);
            out.write(content, 0, 10);
        });
        ModelStore store = store(entry(server.uri()));
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
    }

    @Test
    void aWrongLengthIsRefusedBeforeItIsDownloaded() throws IOException {
        server.next(FaultyServer.announcing(CONTENT.length - 7));
        assertTrue(assertReason(
                        Reason.WRONG_CONTENT, () -> store(entry(server.uri())).pull("face"))
                .contains("offers " + (CONTENT.length - 7) + " bytes instead of " + CONTENT.length));
        server.next(FaultyServer.announcing(CONTENT.length + 7));
        assertReason(Reason.WRONG_CONTENT, () -> store(entry(server.uri())).pull("face"));
        server.next(FaultyServer.endless(CONTENT.length * 2));
        assertTrue(assertReason(
                        Reason.WRONG_CONTENT, () -> store(entry(server.uri())).pull("face"))
                .contains("sends more"));
        assertNoLeftovers();
    }

    @Test
    void aCorruptByteIsNeverKept() throws IOException {
        server.next(FaultyServer.corrupting(CONTENT.length / 2));
        ModelStore store = store(entry(server.uri()));
        String message = assertReason(Reason.WRONG_CONTENT, () -> store.pull("face"));
        assertTrue(message.contains("face.onnx") && message.contains(sha256(CONTENT)), message);
        assertFalse(store.isPulled("face"));
        assertNoLeftovers();
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
    }

    @Test
    void corruptBytesOfAnEarlierAttemptCostOnlyAFreshStart() throws IOException {
        Path part = folder.resolve("face/recognisers/face.onnx.part");
        Files.createDirectories(part.getParent());
        Files.write(part, new byte[CONTENT.length / 2]);
        ModelStore store = store(entry(server.uri()));
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
        assertEquals(
                List.of(CONTENT.length / 2, 0),
                server.requests().stream().map(FaultyServer.Request::offset).toList());
    }

    @Test
    void aCompleteEarlierAttemptNeedsNoServer() throws IOException {
        Path part = folder.resolve("face/recognisers/face.onnx.part");
        Files.createDirectories(part.getParent());
        Files.write(part, CONTENT);
        ModelStore store = store(entry(server.uri()));
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
        assertEquals(0, server.requests().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 Not Found", "403 Forbidden", "416 Range Not Satisfiable", "304 Not Modified"})
    void finalStatusesAreToldAtOnce(String status) {
        server.next(FaultyServer.status(status));
        Reason expected = status.startsWith("416") ? Reason.WRONG_CONTENT : Reason.STATUS;
        String message = assertReason(expected, () -> store(entry(server.uri())).pull("face"));
        assertTrue(message.contains(server.uri().toString()), message);
        assertEquals(1, server.requests().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests"})
    void passingFailuresAreTriedAgainButNotForEver(String status) throws IOException {
        server.next(FaultyServer.status(status), FaultyServer.status(status));
        ModelStore store = store(entry(server.uri()));
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));

        Files.delete(store.file("face"));
        FaultyServer.Behaviour failing = FaultyServer.status(status);
        server.next(failing, failing, failing, failing);
        assertTrue(assertReason(Reason.STATUS, () -> store.pull("face")).contains(status.substring(0, 3)));
        assertEquals(6, server.requests().size());
    }

    @Test
    void aRangeBehindTheEndStartsAnew() throws IOException {
        server.next(
                FaultyServer.truncating(300_000),
                FaultyServer.status("416 Range Not Satisfiable", "Content-Range: bytes */100"));
        ModelStore store = store(entry(server.uri()));
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
        assertEquals(0, server.requests().get(2).offset());
    }

    @Test
    void theNextAddressStandsInForOneThatFails() throws IOException {
        try (FaultyServer mirror = new FaultyServer(CONTENT)) {
            server.next(FaultyServer.truncating(100_000), FaultyServer.status("404 Not Found"));
            ModelStore store = store(entry(server.uri(), mirror.uri()));
            store.pull("face");
            assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
            assertEquals(100_000, mirror.requests().get(0).offset(), "the mirror goes on with the first one's bytes");
        }
    }

    @Test
    void redirectsAreFollowedALittleAndNeverOffTheMachine() throws IOException {
        server.next(FaultyServer.redirecting("/elsewhere"));
        store(entry(server.uri())).pull("face");
        assertEquals("/elsewhere", server.requests().get(1).target());

        ModelStore fresh =
                settings(entry(server.uri())).folder(folder.resolve("second")).build();
        server.next(FaultyServer.redirecting("http://models.example/model.onnx"));
        assertTrue(assertReason(Reason.INSECURE, () -> fresh.pull("face")).contains("models.example"));

        for (int i = 0; i < 10; i++) {
            server.next(FaultyServer.redirecting("/round"));
        }
        assertTrue(assertReason(Reason.UNREACHABLE, () -> fresh.pull("face")).contains("redirects more than"));
    }

    @Test
    void plainHttpNeedsPermission() {
        ModelStore store = store(entry(URI.create("http://models.example/model.onnx")));
        assertTrue(assertReason(Reason.INSECURE, () -> store.pull("face")).contains("allow plain http"));
    }

    @Test
    void theProxyOfTheEnvironmentIsUsed() throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .proxy(new EnvironmentProxy(null, Map.of("http_proxy", "http://127.0.0.1:" + server.port())::get))
                .build();
        ModelStore store = settings(entry(URI.create("http://models.example/model.onnx")))
                .allowPlainHttp()
                .client(client)
                .build();
        store.pull("face");
        assertEquals(
                "http://models.example/model.onnx", server.requests().get(0).target());
        assertThrows(IllegalArgumentException.class, () -> ModelStore.builder()
                .client(HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.ALWAYS)
                        .build()));
    }

    @Test
    void noServerIsAClearError() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            unused = socket.getLocalPort();
        }
        ModelStore store = store(entry(URI.create("http://127.0.0.1:" + unused + "/model.onnx")));
        String message = assertReason(Reason.UNREACHABLE, () -> store.pull("face"));
        assertTrue(message.contains("refused") && message.contains("proxy"), message);
    }

    @Test
    void offlineModeRefusesDownloadsAndHandsOutWhatIsThere() {
        assertReason(
                Reason.OFFLINE,
                () -> settings(entry(server.uri())).offline(true).build().pull("face"));
        assertEquals(0, server.requests().size());
        store(entry(server.uri())).pull("face");
        ModelStore offline = settings(entry(server.uri())).offline(true).build();
        assertEquals(offline.directory("face"), offline.pull("face"));
    }

    @Test
    void aNewConventionNeedsNoDownload() throws IOException {
        store(entry(server.uri())).pull("face");
        ModelEntry old = entry(server.uri());
        ModelEntry changed = new ModelEntry(
                old.name(),
                old.description(),
                old.licence(),
                old.licencePage(),
                Map.of("preset", "adaface"),
                old.files());
        ModelStore offline = settings(changed).offline(true).build();
        assertReason(Reason.NOT_PULLED, () -> offline.directory("face"));
        Path folder = offline.pull("face");
        assertTrue(
                Files.readString(folder.resolve("recognisers/face.properties")).contains("adaface"));
        assertEquals(1, server.requests().size());
    }

    @Test
    void filesWithoutAKnownHashNeedPermissionAndAreRemembered() throws IOException {
        ModelEntry unverified = entry(OptionalLong.empty(), Optional.empty(), List.of(server.uri()));
        assertReason(Reason.UNVERIFIED, () -> store(unverified).pull("face"));
        assertEquals(0, server.requests().size());

        server.next(FaultyServer.truncating(300_000));
        ModelStore store = settings(unverified).allowUnverified().build();
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
        assertEquals("\"v1\"", server.requests().get(1).headers().get("if-range"));

        byte[] changed = CONTENT.clone();
        changed[9] ^= 1;
        Files.write(store.file("face"), changed);
        assertReason(Reason.NOT_PULLED, () -> store.file("face"));
    }

    @Test
    void withoutAHashOrAVersionNothingIsResumed() throws IOException {
        ModelEntry unverified = entry(OptionalLong.empty(), Optional.empty(), List.of(server.uri()));
        server.next((request, content, out) -> {
            FaultyServer.head(out, "200 OK", "Content-Length: " + content.length);
            out.write(content, 0, 300_000);
        });
        ModelStore store = settings(unverified).allowUnverified().build();
        store.pull("face");
        assertEquals(0, server.requests().get(1).offset());
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
    }

    @Test
    void sizesAreBounded() {
        ModelEntry unverified = entry(OptionalLong.empty(), Optional.empty(), List.of(server.uri()));
        server.next(FaultyServer.honest(), FaultyServer.endless(2 << 20));
        ModelStore store =
                settings(unverified).allowUnverified().maximumBytes(500_000).build();
        assertReason(Reason.TOO_LARGE, () -> store.pull("face"));
        assertReason(Reason.TOO_LARGE, () -> store.pull("face"));
        assertReason(Reason.TOO_LARGE, () -> settings(entry(server.uri()))
                .maximumBytes(CONTENT.length - 1)
                .build()
                .pull("face"));
        assertEquals(2, server.requests().size());
    }

    @Test
    void aFullDiskIsToldBeforeTheDownload() {
        ModelStore store =
                settings(entry(server.uri())).freeSpace(where -> 1000).build();
        String message = assertReason(Reason.STORAGE, () -> store.pull("face"));
        assertTrue(message.contains("1000 are free"), message);
        assertEquals(0, server.requests().size());
    }

    @Test
    void aFolderThatIsAFileIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        ModelStore store = settings(entry(server.uri())).folder(file).build();
        assertTrue(assertReason(Reason.STORAGE, () -> store.pull("face")).contains(file.toString()));
    }

    @Test
    void progressMayEndThePullAndTheNextGoesOn() throws IOException {
        server.next(FaultyServer.slow(100_000, 100));
        ModelStore store = store(entry(server.uri()));
        IllegalStateException enough = new IllegalStateException("enough");
        assertSame(
                enough,
                assertThrows(
                        IllegalStateException.class,
                        () -> store.pull("face", (m, f, done, total) -> {
                            if (done > 200_000) {
                                throw enough;
                            }
                        })));
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
        assertTrue(server.requests().get(1).offset() > 200_000);
    }

    @Test
    void anInterruptEndsThePull() throws Exception {
        server.next(FaultyServer.stalling(1000, 30_000));
        ModelStore store = store(entry(server.uri()));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Thread[] puller = new Thread[1];
            Future<Boolean> interrupted = threads.submit(() -> {
                puller[0] = Thread.currentThread();
                assertReason(Reason.INTERRUPTED, () -> store.pull("face"));
                return Thread.interrupted();
            });
            while (server.requests().isEmpty()) {
                Thread.sleep(10);
            }
            puller[0].interrupt();
            assertTrue(interrupted.get(10, TimeUnit.SECONDS), "the interrupt status must be set");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void threadsThatPullTheSameModelShareOneDownload() throws Exception {
        server.next(FaultyServer.slow(100_000, 20));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Path>> pulls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                // A store each, as parts of a program that know nothing of each other have.
                pulls.add(() -> store(entry(server.uri())).pull("face"));
            }
            for (Future<Path> pulled : threads.invokeAll(pulls)) {
                assertArrayEquals(CONTENT, Files.readAllBytes(pulled.get().resolve(PATH)));
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, server.requests().size());
    }

    @Test
    void processesThatPullTheSameModelShareOneDownload() throws Exception {
        server.next(FaultyServer.slow(20_000, 40));
        Path output = folder.resolve("output");
        Process other = PullProcess.start(folder, catalogueFile(), "face", output);
        try {
            awaitPart(other, output, 1);
            ModelStore store = store(entry(server.uri()));
            store.pull("face");
            assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
            assertTrue(other.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, other.exitValue(), () -> read(output));
        } finally {
            other.destroyForcibly();
        }
        assertEquals(1, server.requests().size());
    }

    @Test
    void aKilledPullIsTakenUpWhereItWasKilled() throws Exception {
        server.next(FaultyServer.slow(20_000, 40));
        Path output = folder.resolve("output");
        Process killed = PullProcess.start(folder, catalogueFile(), "face", output);
        awaitPart(killed, output, 100_000);
        killed.destroyForcibly().waitFor();

        ModelStore store = store(entry(server.uri()));
        assertFalse(store.isPulled("face"));
        store.pull("face");
        assertArrayEquals(CONTENT, Files.readAllBytes(store.file("face")));
        assertTrue(server.requests().get(1).offset() >= 100_000);
    }

    @Test
    void aHashIsComputedAgainOnlyWhenTheFileMayHaveChanged() throws IOException {
        ModelStore store = store(entry(server.uri()));
        Path file = store.pull("face").resolve(PATH);
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[CONTENT.length]);
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 5000));
        assertFalse(store.isPulled("face"));
    }

    /** As after the clock was set back: another file of the same size and time. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "files have no identity that Java tells")
    void aReplacedFileIsNoticedWhateverTheClockSays() throws IOException {
        ModelStore store = store(entry(server.uri()));
        Path file = store.pull("face").resolve(PATH);
        Path other = Files.write(folder.resolve("other"), new byte[CONTENT.length]);
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertFalse(store.isPulled("face"));
    }

    @Test
    void unknownNamesAndFilesAreNamed() {
        ModelStore store = store(entry(server.uri()));
        assertTrue(
                assertReason(Reason.UNKNOWN_MODEL, () -> store.pull("nobody")).contains("known are face"));
        assertThrows(IllegalArgumentException.class, () -> store.file("face", "other.onnx"));
    }

    private void awaitPart(Process process, Path output, long bytes) throws Exception {
        Path part = folder.resolve("face/recognisers/face.onnx.part");
        while (!Files.exists(part) || Files.size(part) < bytes) {
            assertTrue(process.isAlive(), () -> read(output));
            Thread.sleep(5);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path catalogueFile() throws IOException {
        return Files.writeString(
                folder.resolve("catalogue.json"), """
                {"models": {"face": {"description": "a test", "licence": "none", "input": {"preset": "raw255"}, "files": [
                  {"path": "%s", "urls": ["%s"], "size": %d, "sha256": "%s"}]}}}
                """.formatted(PATH, server.uri(), CONTENT.length, sha256(CONTENT)));
    }

    private void assertNoLeftovers() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.toString().contains(".part")
                                    || file.toString().endsWith(".tmp"))
                            .toList());
        }
    }

    private static String assertReason(Reason expected, Callable<?> action) {
        ModelStoreException e = assertThrows(ModelStoreException.class, action::call);
        assertEquals(expected, e.reason(), e.getMessage());
        return e.getMessage();
    }

    private ModelStore store(ModelEntry entry) {
        return settings(entry).build();
    }

    private ModelStore.Builder settings(ModelEntry entry) {
        return ModelStore.builder()
                .folder(folder)
                .catalogue(Catalogue.of(List.of(entry)))
                .offline(false)
                .pauseMillis(1);
    }

    private static ModelEntry entry(URI... urls) {
        return entry(OptionalLong.of(CONTENT.length), Optional.of(sha256(CONTENT)), List.of(urls));
    }

    private static ModelEntry entry(OptionalLong size, Optional<String> sha256, List<URI> urls) {
        return new ModelEntry(
                "face",
                "a test",
                "none",
                Optional.empty(),
                Map.of("preset", "raw255"),
                List.of(new ModelFile(PATH, urls, size, sha256)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] content() {
        byte[] content = new byte[1_000_000];
        new Random(5).nextBytes(content);
        return content;
    }
}
