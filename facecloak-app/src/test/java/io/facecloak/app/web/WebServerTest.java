package io.facecloak.app.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.facecloak.Preset;
import io.facecloak.app.SlowGradient;
import io.facecloak.app.web.Visitor.Answer;
import io.facecloak.face.AlignedFace;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.ForwardingEmbedder;
import io.facecloak.testing.SmoothEmbedder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as other programs see it. */
class WebServerTest {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 280;
    private static final FaceModels MODELS =
            new FixedModels(List.of(FixedModels.face(40, 20, 70)), List.of(new SmoothEmbedder("smooth", 32, 7)));

    /** Small ones, so that tests reach them. */
    private static final WebLimits LIMITS = new WebLimits(
            1 << 20,
            400_000,
            3,
            2 << 20,
            2,
            48,
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofHours(1));

    private static WebServer server;

    @BeforeAll
    static void start() throws IOException {
        server = WebServer.start(MODELS, 0, LIMITS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static byte[] photo() throws IOException {
        return encoded("png");
    }

    private static Visitor withCloak() throws Exception {
        Visitor visitor = Visitor.of(server);
        assertEquals(202, visitor.post("/api/seed?preset=paper", photo()).status());
        List<JsonObject> events = visitor.followLearning();
        assertEquals("READY", events.get(events.size() - 1).get("phase").getAsString());
        return visitor;
    }

    @Test
    void thePageOpensWithTheKeyOnly() throws Exception {
        Visitor stranger = Visitor.stranger(server);
        Answer closed = stranger.get("/");
        Answer wrong = stranger.get("/?key=0123");

        Answer entered = stranger.open(server.link());

        assertEquals(401, closed.status());
        assertTrue(closed.text().contains("terminal"), closed.text());
        assertEquals(401, wrong.status());
        assertEquals(303, entered.status());
        assertEquals("/", entered.header("Location"));
        String cookie = entered.header("Set-Cookie");
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
        assertTrue(stranger.get("/").text().contains("/app.js"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/session",
                "/api/faces/0",
                "/api/cloak",
                "/api/photos/1/original",
                "/api/events",
                "/api/other"
            })
    void nothingIsToldWithoutASession(String path) throws Exception {
        assertEquals(401, Visitor.stranger(server).get(path).status());
    }

    @Test
    void everyAnswerForbidsScriptsFromElsewhereFramesAndCaches() throws Exception {
        Visitor visitor = Visitor.of(server);
        for (String path :
                List.of("/", "/app.js", "/compare.js", "/style.css", "/icon.svg", "/api/session", "/nothing")) {
            Answer answer = visitor.get(path);
            String policy = answer.header("Content-Security-Policy");
            assertTrue(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), path);
            assertEquals("nosniff", answer.header("X-Content-Type-Options"), path);
            assertEquals("no-store", answer.header("Cache-Control"), path);
            assertEquals("same-origin", answer.header("Cross-Origin-Resource-Policy"), path);
        }
    }

    @Test
    void thePageNamesNoOtherSite() throws Exception {
        Visitor visitor = Visitor.of(server);
        for (String path : List.of("/", "/app.js", "/compare.js", "/style.css")) {
            String text = visitor.get(path).text();
            assertFalse(text.contains("http://") || text.contains("https://") || text.contains("src=\"//"), path);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:%d", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:%d", ""})
    void aNameThatWasMadeToPointHereIsRefused(String host) throws Exception {
        Visitor visitor = Visitor.of(server);

        String answer = visitor.raw("GET /api/session HTTP/1.1\r\nHost: " + host.formatted(visitor.port())
                + "\r\nCookie: " + visitor.cookie() + "\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 403") || answer.startsWith("HTTP/1.1 400"), answer);
        assertFalse(answer.contains(visitor.token()), answer);
    }

    @Test
    void localhostIsThisComputerToo() throws Exception {
        Visitor visitor = Visitor.of(server);

        String answer = visitor.raw("GET /api/session HTTP/1.1\r\nHost: localhost:" + visitor.port() + "\r\nCookie: "
                + visitor.cookie() + "\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 200") && answer.contains(visitor.token()), answer);
    }

    @Test
    void otherSitesAreRefused() throws Exception {
        Visitor visitor = Visitor.of(server);

        assertEquals(
                403,
                visitor.get("/api/session", "Origin", "https://evil.example").status());
        assertEquals(403, visitor.get("/api/session", "Origin", "null").status());
        assertEquals(
                403,
                visitor.get("/api/session", "Origin", "http://127.0.0.1:" + (visitor.port() + 1))
                        .status());
        assertEquals(
                403, visitor.get("/api/session", "Sec-Fetch-Site", "cross-site").status());
        assertEquals(
                403, visitor.get("/api/session", "Sec-Fetch-Site", "same-site").status());
        assertEquals(403, visitor.get("/app.js", "Sec-Fetch-Site", "cross-site").status());
        assertEquals(
                200,
                visitor.get("/api/session", "Sec-Fetch-Site", "same-origin").status());
        assertEquals(200, visitor.get("/", "Sec-Fetch-Site", "cross-site").status(), "a link leads to the page");
    }

    @Test
    void whatChangesSomethingNeedsTheToken() throws Exception {
        Visitor visitor = Visitor.of(server);

        Answer refused = visitor.postWithoutToken("/api/seed", photo());
        assertEquals(403, refused.status());
        assertEquals(
                List.of("close"),
                refused.response().headers().allValues("Connection"),
                "nobody sends the next request behind a body that was not read");
        assertEquals(403, visitor.postWithoutToken("/api/photos", photo()).status());
        // Long enough to be still under way when it is refused.
        for (int i = 0; i < 10; i++) {
            assertEquals(
                    403,
                    visitor.postWithoutToken("/api/cloak", new byte[LIMITS.uploadBytes()])
                            .status());
        }
        JsonObject state = visitor.get("/api/session").json();
        assertEquals("NONE", state.getAsJsonObject("learning").get("phase").getAsString());
        assertNotEquals(visitor.token(), Visitor.of(server).token());
    }

    @Test
    void fromASeedToAProtectedPhoto() throws Exception {
        Visitor visitor = Visitor.of(server);

        Answer accepted = visitor.post("/api/seed?preset=balanced", photo());
        List<JsonObject> events = visitor.followLearning();

        assertEquals(202, accepted.status());
        List<String> phases = events.stream()
                .map(event -> event.get("phase").getAsString())
                .distinct()
                .toList();
        assertTrue(phases.containsAll(List.of("OPTIMIZATION", "READY")), phases::toString);
        JsonObject last = events.get(events.size() - 1);
        int faces = Preset.BALANCED.settings().syntheticFaces();
        assertEquals(faces, last.get("faces").getAsInt());
        assertEquals(
                112, picture(visitor.get("/api/faces/" + (faces - 1)).body()).getWidth());
        assertEquals(404, visitor.get("/api/faces/" + faces).status());
        assertEquals(112, picture(visitor.get("/api/cloak/picture").body()).getWidth());
        CloakMask cloak = CloakFile.read(
                new ByteArrayInputStream(visitor.get("/api/cloak").body()), "cloak");
        assertEquals(
                Preset.BALANCED.settings().optimizer().iterations(),
                cloak.info().iterations());

        byte[] original = photo();
        Answer created = visitor.post("/api/photos", original, Upload.NAME_HEADER, "am%20See.png");

        assertEquals(201, created.status(), created.text());
        JsonObject photo = created.json();
        assertEquals("am See.png", photo.get("name").getAsString());
        assertEquals("protected-am See.png", photo.get("copyName").getAsString());
        JsonObject similarity = photo.getAsJsonArray("similarities").get(0).getAsJsonObject();
        assertEquals(1, similarity.get("before").getAsDouble(), 1e-3);
        assertTrue(similarity.get("after").getAsDouble() < 0.99, similarity::toString);
        assertEquals("balanced", photo.get("strength").getAsString());
        assertTrue(photo.get("seconds").getAsDouble() > 0, photo::toString);
        assertEquals(0, photo.getAsJsonArray("notes").size());
        assertEquals(
                "CLOAKED",
                photo.getAsJsonArray("faces")
                        .get(0)
                        .getAsJsonObject()
                        .get("decision")
                        .getAsString());
        String path = "/api/photos/" + photo.get("id").getAsString();
        assertArrayEquals(original, visitor.get(path + "/original").body());
        Answer download = visitor.get(path + "/download");
        assertEquals("attachment; filename*=UTF-8''protected-am%20See.png", download.header("Content-Disposition"));
        assertArrayEquals(visitor.get(path + "/protected").body(), download.body());
        assertFalse(Arrays.equals(pixels(picture(original)), pixels(picture(download.body()))));
        BufferedImage difference =
                picture(visitor.get(path + "/difference?factor=4").body());
        assertEquals(List.of(WIDTH, HEIGHT), List.of(difference.getWidth(), difference.getHeight()));
        assertEquals(0x808080, difference.getRGB(0, 0) & 0xffffff, "unchanged outside the face");
        assertEquals(400, visitor.get(path + "/difference?factor=1000").status());

        assertEquals(204, visitor.delete(path).status());
        assertEquals(404, visitor.get(path + "/original").status());
    }

    @Test
    void theVisitorChoosesHowFarPhotosAreRefined() throws Exception {
        Visitor visitor = withCloak();

        JsonObject strong = visitor.post("/api/photos?strength=strong", photo()).json();
        JsonObject plain = visitor.post("/api/photos?strength=off", photo()).json();

        assertEquals("strong", strong.get("strength").getAsString());
        assertTrue(plain.get("strength").isJsonNull(), plain::toString);
        assertFalse(Arrays.equals(
                pixels(picture(visitor.get("/api/photos/1/protected").body())),
                pixels(picture(visitor.get("/api/photos/2/protected").body()))));
        assertEquals(400, visitor.post("/api/photos?strength=brutal", photo()).status());
    }

    @Test
    void aPhotoThatIsBeingRefinedCanBeStopped() throws Exception {
        AtomicBoolean refining = new AtomicBoolean();
        AtomicBoolean slow = new AtomicBoolean();
        FaceModels models = new FixedModels(
                List.of(FixedModels.face(40, 20, 70)),
                List.of(new SlowGradient(new SmoothEmbedder("smooth", 32, 7), refining, slow)));
        try (WebServer slowServer = WebServer.start(models, 0, LIMITS)) {
            Visitor visitor = Visitor.of(slowServer);
            visitor.post("/api/seed?preset=paper", photo());
            visitor.followLearning();
            refining.set(false);
            slow.set(true);
            byte[] content = photo();
            CompletableFuture<Answer> posted = CompletableFuture.supplyAsync(() -> {
                try {
                    return visitor.post("/api/photos", content);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            while (!refining.get()) {
                Thread.onSpinWait();
            }

            assertEquals(204, visitor.delete("/api/photos").status());

            assertEquals(409, posted.get().status());
            assertEquals(
                    0,
                    visitor.get("/api/session").json().getAsJsonArray("photos").size());
            slow.set(false);
            assertEquals(201, visitor.post("/api/photos", content).status(), "the next one is protected");
        }
    }

    @Test
    void formatsThatBrowsersDoNotShowAreShownAsPng() throws Exception {
        Visitor visitor = withCloak();

        JsonObject tiff = visitor.post("/api/photos", encoded("tiff"), Upload.NAME_HEADER, "scan.tif")
                .json();
        JsonObject gif = visitor.post("/api/photos", encoded("gif"), Upload.NAME_HEADER, "old.gif")
                .json();

        String scan = "/api/photos/" + tiff.get("id").getAsString();
        for (String version : List.of("/original", "/protected")) {
            Answer shown = visitor.get(scan + version);
            assertEquals("image/png", shown.header("Content-Type"));
            assertEquals(WIDTH, picture(shown.body()).getWidth());
        }
        assertEquals("image/tiff", visitor.get(scan + "/download").header("Content-Type"));
        assertEquals("protected-scan.tif", tiff.get("copyName").getAsString());
        assertEquals("protected-old.gif.png", gif.get("copyName").getAsString());
    }

    @Test
    void sessionsDoNotSeeEachOther() throws Exception {
        Visitor owner = withCloak();
        String id = owner.post("/api/photos", photo()).json().get("id").getAsString();

        Visitor other = Visitor.of(server);

        assertEquals(200, owner.get("/api/photos/" + id + "/original").status());
        assertEquals(404, other.get("/api/photos/" + id + "/original").status());
        assertEquals(404, other.delete("/api/photos/" + id).status());
        assertEquals(404, other.get("/api/faces/0").status());
        assertEquals(409, other.get("/api/cloak").status());
        assertEquals(409, other.post("/api/photos", photo()).status());
        assertEquals(
                0, other.get("/api/session").json().getAsJsonArray("photos").size());
    }

    @Test
    void oneSessionTooManyEndsTheOneUnusedLongest() throws Exception {
        Visitor first = Visitor.of(server);
        Visitor second = Visitor.of(server);
        first.get("/api/session");

        Visitor third = Visitor.of(server);

        assertEquals(200, first.get("/api/session").status());
        assertEquals(401, second.get("/api/session").status());
        assertEquals(200, third.get("/api/session").status());
    }

    @Test
    void forgettingEndsTheSession() throws Exception {
        Visitor visitor = withCloak();
        String id = visitor.post("/api/photos", photo()).json().get("id").getAsString();

        assertEquals(204, visitor.delete("/api/session").status());

        assertEquals(401, visitor.get("/api/photos/" + id + "/original").status());
        assertEquals(401, visitor.get("/").status());
    }

    @Test
    void aCloakFileCanBeUsedAgain() throws Exception {
        Visitor visitor = withCloak();
        byte[] cloak = visitor.get("/api/cloak").body();
        visitor.delete("/api/session");
        Visitor again = Visitor.of(server);

        Answer loaded = again.post("/api/cloak", cloak);

        assertEquals(200, loaded.status(), loaded.text());
        assertTrue(loaded.json()
                .getAsJsonObject("cloak")
                .get("holdsBiometricTemplate")
                .getAsBoolean());
        JsonObject photo = again.post("/api/photos", photo()).json();
        assertEquals(1, photo.getAsJsonArray("similarities").size());
        Answer broken = again.post("/api/cloak", photo(), Upload.NAME_HEADER, "x.cloak");
        assertEquals(422, broken.status());
        assertTrue(broken.json().get("error").getAsString().contains("x.cloak is not a cloak file"), broken.text());
        assertEquals(200, again.get("/api/cloak").status(), "the cloak that was there stays");
    }

    @Test
    void aCloakWithoutTemplateHasNothingToCompareWith() throws Exception {
        Visitor visitor = Visitor.of(server);
        visitor.post("/api/seed?preset=paper&forget=true", photo());
        visitor.followLearning();
        byte[] cloak = visitor.get("/api/cloak").body();

        JsonObject state = visitor.post("/api/cloak", cloak).json();

        assertFalse(state.getAsJsonObject("cloak").get("holdsBiometricTemplate").getAsBoolean());
        JsonObject photo = visitor.post("/api/photos", photo()).json();
        assertEquals(0, photo.getAsJsonArray("similarities").size());
        assertEquals(
                "CLOAKED",
                photo.getAsJsonArray("faces")
                        .get(0)
                        .getAsJsonObject()
                        .get("decision")
                        .getAsString());
    }

    @Test
    void uploadsAreBounded() throws Exception {
        Visitor visitor = withCloak();
        byte[] large = new byte[LIMITS.uploadBytes() + 1];

        assertEquals(413, visitor.post("/api/photos", large).status());
        assertEquals(413, visitor.postChunked("/api/photos", large).status());
        assertEquals(413, visitor.post("/api/seed", large).status());
        assertEquals(413, visitor.post("/api/cloak", large).status());
        assertEquals(400, visitor.post("/api/photos", new byte[0]).status());
        Answer pixels = visitor.post("/api/photos", blank(1000, 1000), Upload.NAME_HEADER, "wide.png");
        assertEquals(422, pixels.status());
        assertTrue(pixels.json().get("error").getAsString().startsWith("wide.png has 1000 x 1000"), pixels.text());
    }

    /** A body is taken as it is; what says that it is compressed is no photo. */
    @Test
    void compressedBodiesAreNotInflated() throws Exception {
        Visitor visitor = withCloak();
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            out.write(photo());
            out.write(new byte[64 << 20]);
        }

        assertEquals(
                422,
                visitor.post("/api/photos", bomb.toByteArray(), "Content-Encoding", "gzip")
                        .status());
        assertEquals(
                422,
                visitor.post("/api/seed", bomb.toByteArray(), "Content-Encoding", "gzip")
                        .status());
        assertEquals(201, visitor.post("/api/photos", photo()).status());
    }

    @Test
    void photosAreCounted() throws Exception {
        Visitor visitor = withCloak();
        for (int i = 0; i < LIMITS.photos(); i++) {
            assertEquals(201, visitor.post("/api/photos", photo()).status());
        }

        Answer tooMany = visitor.post("/api/photos", photo());

        assertEquals(413, tooMany.status());
        assertTrue(tooMany.json().get("error").getAsString().contains("remove some"), tooMany.text());
        JsonObject state = visitor.get("/api/session").json();
        String id = state.getAsJsonArray("photos")
                .get(0)
                .getAsJsonObject()
                .get("id")
                .getAsString();
        visitor.delete("/api/photos/" + id);
        assertEquals(201, visitor.post("/api/photos", photo()).status());
    }

    @Test
    void badPhotosGetOneSentence() throws Exception {
        Visitor visitor = withCloak();
        byte[] text = "this is no photo".getBytes(StandardCharsets.UTF_8);

        Answer refused = visitor.post("/api/photos", text, Upload.NAME_HEADER, "notes.jpg");
        Answer seed = visitor.post("/api/seed", text, Upload.NAME_HEADER, "notes.jpg");

        assertEquals(422, refused.status());
        assertTrue(refused.json().get("error").getAsString().startsWith("notes.jpg is no JPEG"), refused.text());
        assertEquals(422, seed.status());
        assertEquals(200, visitor.get("/api/cloak").status(), "the cloak that was there stays");
    }

    @Test
    void listenersAreBoundedAndMayGoAway() throws Exception {
        Visitor visitor = Visitor.of(server);
        visitor.post("/api/seed?preset=balanced", photo());
        String request = "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:" + visitor.port() + "\r\nCookie: "
                + visitor.cookie() + "\r\n\r\n";
        List<Socket> listeners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Socket socket = new Socket("127.0.0.1", visitor.port());
            listeners.add(socket);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            assertEquals('H', socket.getInputStream().read());
        }

        assertEquals(429, visitor.get("/api/events").status());

        for (Socket socket : listeners) {
            socket.close();
        }
        visitor.delete("/api/learning");
        List<JsonObject> events = new ArrayList<>();
        for (int i = 0; i < 100 && events.isEmpty(); i++) {
            Thread.sleep(50);
            events.addAll(visitor.followLearning());
        }
        assertEquals("CANCELLED", events.get(events.size() - 1).get("phase").getAsString());
    }

    @Test
    void aSeedWithoutAFaceIsToldInTheEvents() throws Exception {
        FaceModels noFaces = new FixedModels(List.of(), MODELS.embedders());
        try (WebServer blind = WebServer.start(noFaces, 0, LIMITS)) {
            Visitor visitor = Visitor.of(blind);
            visitor.post("/api/seed", photo());

            List<JsonObject> events = visitor.followLearning();

            JsonObject last = events.get(events.size() - 1);
            assertEquals("FAILED", last.get("phase").getAsString());
            assertTrue(last.get("message").getAsString().startsWith("no face found"), last::toString);
        }
    }

    @Test
    void learningCanBeCancelledAndHappensOnceAtATime() throws Exception {
        Visitor visitor = Visitor.of(server);
        visitor.post("/api/seed?preset=balanced", photo());

        assertEquals(409, visitor.post("/api/seed", photo()).status());
        assertEquals(204, visitor.delete("/api/learning").status());

        List<JsonObject> events = visitor.followLearning();
        assertEquals("CANCELLED", events.get(events.size() - 1).get("phase").getAsString());
        assertEquals(409, visitor.get("/api/cloak").status());
        assertEquals(202, visitor.post("/api/seed?preset=paper", photo()).status());
        visitor.delete("/api/learning");
        visitor.followLearning();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../index.html",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..%2f..%2fetc%2fpasswd",
                "/api/../style.css/../../etc/passwd",
                "//etc/passwd",
                "/./../Api.class",
                "/Api.class",
                "/index.html",
                "/welcome.html",
                "/style.css%00.html",
                "/api/photos/..%2f..%2f/original"
            })
    void noPathLeadsToOtherFiles(String path) throws Exception {
        Visitor visitor = Visitor.of(server);

        String answer = visitor.raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + visitor.port() + "\r\nCookie: "
                + visitor.cookie() + "\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 404") || answer.startsWith("HTTP/1.1 400"), answer);
        assertFalse(answer.contains("root:"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..%2F..%2Fetc%2Fpasswd", "C%3A%5Ctemp%5Cpasswd", "passwd%0D%0AX-Evil%3A%201", "%E2%80%AEpasswd"
            })
    void fileNamesAreOnlyNames(String header) {
        String name = Upload.name(header);

        assertTrue(name.startsWith("passwd"), name);
        assertTrue(name.chars().allMatch(character -> character >= ' ' && character != '/' && character != '\\'), name);
    }

    @Test
    void namelessFilesAreCalledPhoto() {
        assertEquals("photo", Upload.name(null));
        assertEquals("photo", Upload.name("%"));
        assertEquals("photo", Upload.name(".."));
        assertEquals("a+b.jpg", Upload.name("a+b.jpg"));
        assertEquals(120, Upload.name("x".repeat(500)).length());
    }

    @Test
    void slowUploadsEnd() throws Exception {
        Visitor visitor = withCloak();
        try (Socket socket = new Socket("127.0.0.1", visitor.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/photos HTTP/1.1\r\nHost: 127.0.0.1:" + visitor.port() + "\r\nCookie: "
                            + visitor.cookie()
                            + "\r\n" + Api.TOKEN_HEADER + ": " + visitor.token()
                            + "\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            long start = System.nanoTime();
            boolean ended = false;
            // A byte now and then, so that the connection is never silent for long.
            while (!ended && System.nanoTime() - start < Duration.ofSeconds(30).toNanos()) {
                Thread.sleep(100);
                try {
                    out.write('x');
                    out.flush();
                    ended = socket.getInputStream().available() > 0;
                } catch (IOException e) {
                    ended = true;
                }
            }
            assertTrue(ended, "the server let the upload go on for ever");
            assertTrue(
                    visitor.get("/api/session").json().getAsJsonArray("photos").isEmpty());
        }
    }

    @Test
    void silentConnectionsEnd() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.link().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.ISO_8859_1));

            String answer = Visitor.read(socket.getInputStream());

            assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 408"), answer);
        }
    }

    @Test
    void onlyThisComputerReachesIt() throws Exception {
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
                    try (Socket socket = new Socket()) {
                        assertThrows(
                                ConnectException.class,
                                () -> socket.connect(
                                        new InetSocketAddress(
                                                address, server.link().getPort()),
                                        2000),
                                address::toString);
                    }
                }
            }
        }
        assertTrue(InetAddress.getByName(server.link().getHost()).isLoopbackAddress());
    }

    @Test
    void aTakenPortIsNamed() {
        int port = server.link().getPort();

        IOException refused = assertThrows(IOException.class, () -> WebServer.start(MODELS, port, LIMITS));

        assertTrue(refused.getMessage().contains(String.valueOf(port)), refused::getMessage);
    }

    @Test
    void aClosedServerAnswersNobodyAndUsesTheModelsNoMore() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        FaceModels counted = new FixedModels(List.of(FixedModels.face(40, 20, 70)), List.of(new Counting(calls)));
        WebServer other = WebServer.start(counted, 0, LIMITS);
        Visitor visitor = Visitor.of(other);
        visitor.post("/api/seed?preset=balanced", photo());
        while (calls.get() == 0) {
            Thread.sleep(10);
        }

        other.close();
        int atClose = calls.get();
        other.close();

        assertThrows(ConnectException.class, () -> visitor.get("/"));
        Thread.sleep(500);
        assertEquals(atClose, calls.get());
    }

    /** A recogniser that counts what it is asked. */
    private static final class Counting extends ForwardingEmbedder {

        private final AtomicInteger calls;

        Counting(AtomicInteger calls) {
            super(MODELS.embedders().get(0));
            this.calls = calls;
        }

        @Override
        public float[][] embed(List<AlignedFace> faces) {
            calls.incrementAndGet();
            return super.embed(faces);
        }

        @Override
        public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
            calls.incrementAndGet();
            return super.embedWithGradient(faces, cotangents, gradients);
        }
    }

    private static byte[] encoded(String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(FixedModels.picture(WIDTH, HEIGHT, 1), format, bytes));
        return bytes.toByteArray();
    }

    private static byte[] blank(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }

    private static BufferedImage picture(byte[] bytes) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    private static int[] pixels(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }
}
