package io.facecloak.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import io.facecloak.app.cli.Program.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pulls from a server on this machine. */
@Timeout(60)
class ModelStoreCommandsTest {

    private static final Program PROGRAM = new Program(Program.MODELS);

    @TempDir
    private Path store;

    private final byte[] content = new byte[3 << 20];
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        new Random(1).nextBytes(content);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/model.onnx", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        Files.writeString(store.resolve("catalogue.json"), """
                {"models": {%s, %s, %s}}""".formatted(
                        entry("known", "model.onnx", sha256),
                        entry("unsure", "model.onnx", null),
                        entry("gone", "missing.onnx", sha256)));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String entry(String name, String file, String sha256) {
        return """
                "%s": {"description": "A test", "licence": "for research only", "licencePage": "https://licence.example/terms",
                  "input": {"preset": "raw255"},
                  "files": [{"path": "recognisers/%s.onnx", "urls": ["http://127.0.0.1:%d/%s"]%s}]}""".formatted(
                        name,
                        name,
                        server.getAddress().getPort(),
                        file,
                        sha256 == null ? "" : ", \"size\": " + content.length + ", \"sha256\": \"" + sha256 + "\"");
    }

    private Outcome models(String command, Object... more) {
        return models(PROGRAM, command, more);
    }

    private Outcome models(Program program, String command, Object... more) {
        Object[] arguments = new Object[4 + more.length];
        Object[] first = {"models", command, "--store", store};
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        return program.run(arguments);
    }

    @Test
    void pullFetchesOnceShowsTheLicenceAndTellsTheFolder() throws IOException {
        Outcome pulled = models("pull", "known");

        assertEquals(ExitCode.DONE, pulled.exitCode(), pulled.err());
        Path folder = store.resolve("models/known");
        assertEquals("known: " + folder, pulled.out().trim());
        assertTrue(
                pulled.err().contains("for research only") && pulled.err().contains("licence.example/terms"),
                pulled.err());
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("recognisers/known.onnx")));
        assertEquals(ExitCode.DONE, models("pull", "known", "--offline").exitCode());
        assertEquals(1, requests.get());
    }

    @Test
    void aPersonWhoWatchesSeesABarOfMebibytes() {
        Outcome pulled = models(PROGRAM.watched(), "pull", "known");

        assertTrue(
                pulled.err().contains("recognisers/known.onnx") && pulled.err().contains("MiB"), pulled.err());
        assertFalse(models(PROGRAM.watched(), "pull", "known", "--quiet").err().contains("MiB"));
    }

    @Test
    void programsReadWhatBecameOfEveryModel() {
        Outcome pulled = models("pull", "gone", "known", "--json");

        assertEquals(ExitCode.SOME_FAILED, pulled.exitCode());
        JsonArray rows = pulled.json().getAsJsonArray("models");
        JsonObject gone = rows.get(0).getAsJsonObject();
        assertEquals("STATUS", gone.get("reason").getAsString());
        assertTrue(gone.get("error").getAsString().contains("404"), gone::toString);
        assertTrue(gone.get("folder").isJsonNull());
        JsonObject known = rows.get(1).getAsJsonObject();
        assertEquals(
                store.resolve("models/known").toString(), known.get("folder").getAsString());
        assertEquals("for research only", known.get("licence").getAsString());
        assertTrue(known.get("error").isJsonNull());
        assertEquals(ExitCode.FAILED, models("pull", "gone").exitCode());
    }

    @Test
    void unverifiedModelsNeedPermission() {
        Outcome refused = models("pull", "unsure");

        assertEquals(ExitCode.FAILED, refused.exitCode());
        assertTrue(refused.err().contains("--allow-unverified"), refused.err());
        assertEquals(0, requests.get());
        assertEquals(
                ExitCode.DONE, models("pull", "unsure", "--allow-unverified").exitCode());
        assertTrue(models("verify", "unsure").out().contains("knows no hash"));
    }

    @Test
    void offlineRefusesAndUnknownNamesAreWrongArguments() {
        Outcome offline = models("pull", "known", "--offline");
        Outcome unknown = models("pull", "known", "alien");

        assertEquals(ExitCode.FAILED, offline.exitCode());
        assertTrue(offline.err().contains("downloads are forbidden"), offline.err());
        assertEquals(ExitCode.USAGE, unknown.exitCode());
        assertTrue(unknown.err().contains("alien") && unknown.err().contains("sface"), unknown.err());
        assertEquals(ExitCode.USAGE, models("pull").exitCode());
        assertEquals(ExitCode.USAGE, models("verify", "alien").exitCode());
        assertEquals(0, requests.get(), "names are looked at before anything is fetched");
    }

    @Test
    void verifyNoticesAChangedByte() throws IOException {
        assertTrue(models("verify").out().contains("no models were fetched"));
        assertEquals(ExitCode.FAILED, models("verify", "known").exitCode());
        models("pull", "known", "unsure", "--allow-unverified");
        Outcome intact = models("verify");
        assertEquals(ExitCode.DONE, intact.exitCode(), intact.out());
        assertEquals(2, intact.out().lines().count());

        byte[] changed = content.clone();
        changed[7] ^= 1;
        Files.write(store.resolve("models/known/recognisers/known.onnx"), changed);
        Outcome broken = models("verify", "--json");

        assertEquals(ExitCode.SOME_FAILED, broken.exitCode());
        JsonObject row = broken.json().getAsJsonArray("models").get(0).getAsJsonObject();
        assertFalse(row.get("intact").getAsBoolean());
        assertTrue(row.get("problem").getAsString().contains("SHA-256"), row::toString);
    }

    @Test
    void catalogueListsOnesOwnEntriesBesideTheBuiltInOnes() {
        Outcome listed = models("catalogue");
        JsonArray rows = models("catalogue", "--json").json().getAsJsonArray("models");

        assertTrue(
                listed.out().contains("sface") && listed.out().contains("for research only; unverified"), listed.out());
        JsonObject known = rows.asList().stream()
                .map(row -> row.getAsJsonObject())
                .filter(row -> row.get("name").getAsString().equals("known"))
                .findFirst()
                .orElseThrow();
        assertEquals(content.length, known.get("bytes").getAsLong());
        assertTrue(known.get("verified").getAsBoolean());
        assertEquals(0, requests.get());
    }

    @Test
    void ctrlCEndsADownload() {
        Outcome cancelled = models(PROGRAM.cancelledWhen(() -> true), "pull", "known");

        assertEquals(ExitCode.CANCELLED, cancelled.exitCode());
        assertFalse(Files.exists(store.resolve("models/known/recognisers/known.onnx")));
    }
}
