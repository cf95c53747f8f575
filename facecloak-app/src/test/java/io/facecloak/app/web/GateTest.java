package io.facecloak.app.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.facecloak.internal.image.TestPictures;
import io.facecloak.model.FaceModels;
import io.facecloak.testing.FixedModels;
import io.facecloak.testing.SmoothEmbedder;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is sent to the server, the page's own code answers, or a refusal in its form; and nobody locks its owner out. */
class GateTest {

    private static final FaceModels MODELS =
            new FixedModels(List.of(FixedModels.face(40, 20, 70)), List.of(new SmoothEmbedder("smooth", 32, 7)));

    private static final WebLimits LIMITS = new WebLimits(
            1 << 20,
            400_000,
            4,
            3 << 20,
            2,
            16,
            Duration.ofSeconds(20),
            // long enough for a busy machine to hand a request to a thread
            Duration.ofSeconds(4),
            Duration.ofSeconds(20),
            Duration.ofHours(1));

    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "DELETE",
            "PUT",
            "PATCH",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "get",
            "G\tT",
            "PRI",
            "");

    private static final List<String> VERSIONS = List.of(
            " HTTP/1.1", " HTTP/1.0", " HTTP/2.0", " HTTP/0.9", "", " HTTP/1.2", " HTTP/1.1 ", " http/1.1", " ICY/1.1");

    private static final List<String> PATHS = List.of(
            "/",
            "/app.js",
            "/api/session",
            "/api/events",
            "/api/photos",
            "/api/photos/1/original",
            "/api/other",
            "/nothing",
            "*",
            "",
            "//",
            "/..",
            "/%2e%2e/",
            "/api/../",
            "/api/%73ession",
            "/api;x=1/session",
            "/\\",
            "/\u00e9",
            "/%zz",
            "/a%00b",
            "http://evil.example/",
            "http://127.0.0.1:%d/api/session",
            "evil.example:80",
            "/?key=1&key=2",
            "/" + "x".repeat(20_000));

    private static final List<String> HEADERS = List.of(
            "Host: 127.0.0.1:%d",
            "Host: localhost:%d",
            "Host: evil.example",
            "Host: ",
            "Host:127.0.0.1:%d\r\nHost: evil.example",
            "Origin: http://127.0.0.1:%d",
            "Origin: http://evil.example",
            "Origin: null",
            "Sec-Fetch-Site: cross-site",
            "Upgrade: websocket\r\nConnection: Upgrade",
            "Connection: upgrade, close",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13",
            "HTTP2-Settings: AAMAAABkAAQAAP__\r\nUpgrade: h2c",
            "Content-Length: 0",
            "Content-Length: -1",
            "Content-Length: 5\r\nContent-Length: 6",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip, chunked",
            "Expect: 100-continue",
            "Expect: something",
            "Cookie: facecloak=1; =; \u00ff",
            "Cookie: JSESSIONID=node0abc.node0",
            "X: " + "y".repeat(20_000),
            "no colon",
            " folded",
            "Accept: text/html",
            "Accept-Encoding: gzip",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-Host: 127.0.0.1");

    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        server = WebServer.start(MODELS, 0, LIMITS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int port() {
        return server.link().getPort();
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return Visitor.read(socket.getInputStream());
        } catch (SocketException e) {
            // The server has answered and closed before the whole request was sent.
            return "";
        }
    }

    /** Every method, version and path with every header, and random mixtures of headers. */
    @Test
    void everyRequestGetsARefusalOrThePage() throws Exception {
        Random random = new Random(5);
        int answered = 0;
        for (String method : METHODS) {
            for (String version : VERSIONS) {
                for (String path : PATHS) {
                    StringBuilder headers = new StringBuilder();
                    if (random.nextInt(4) > 0) {
                        headers.append("Host: 127.0.0.1:%d\r\n");
                    }
                    for (int i = random.nextInt(3); i > 0; i--) {
                        headers.append(HEADERS.get(random.nextInt(HEADERS.size())))
                                .append("\r\n");
                    }
                    answered += requireTyped(method + " " + path + version, headers.toString());
                }
            }
        }
        for (String header : HEADERS) {
            for (String host : List.of("", "Host: 127.0.0.1:%d\r\n")) {
                for (String line : List.of("GET / HTTP/1.1", "GET /api/session HTTP/1.0", "POST /api/seed HTTP/1.1")) {
                    answered += requireTyped(line, host + header + "\r\n");
                }
            }
        }
        assertTrue(answered > 3000, "only " + answered + " answers");
    }

    private static final Pattern ANSWER =
            Pattern.compile("HTTP/1\\.[01] (\\d{3}) [^\r\n]*\r\n(.*?)\r\n\r\n(.*)", Pattern.DOTALL);

    /** @return how many answers came */
    private int requireTyped(String line, String headers) throws IOException {
        String request = (line + "\r\n" + headers).replace("%d", String.valueOf(port())) + "\r\n";
        String answer = ask(request);
        if (answer.isEmpty()) {
            return 0;
        }
        String told = request + "\n--\n" + answer;
        if (answer.startsWith("HTTP/1.1 100")) {
            answer = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
        Matcher parts = ANSWER.matcher(answer);
        assertTrue(parts.matches(), told);
        int status = Integer.parseInt(parts.group(1));
        assertFalse(parts.group(2).contains("Set-Cookie"), told);
        assertTrue(parts.group(2).contains("Content-Security-Policy: default-src 'none'"), told);
        assertTrue(parts.group(2).contains("Cache-Control: no-store"), told);
        assertFalse(parts.group(2).contains("Jetty"), told);
        assertTrue(status == 200 || status >= 400 && status < 500 || status == 501 || status == 505, told);
        if (status != 200
                && parts.group(2).contains("Content-Type: application/json")
                && !parts.group(3).isEmpty()) {
            String error = JsonParser.parseString(body(parts))
                    .getAsJsonObject()
                    .get("error")
                    .getAsString();
            assertFalse(error.contains("Exception") || error.contains("\tat "), told);
        } else if (!parts.group(3).isEmpty()) {
            assertTrue(parts.group(2).contains("Content-Type: text/"), told);
            assertTrue(parts.group(3).contains("FaceCloak") || line.contains("app.js"), told);
        }
        return 1;
    }

    private static String body(Matcher parts) {
        return parts.group(2).contains("chunked")
                ? parts.group(3)
                        .substring(parts.group(3).indexOf('{'), parts.group(3).lastIndexOf('}') + 1)
                : parts.group(3);
    }

    @Test
    void otherProtocolsAreRefusedFirst() throws Exception {
        for (String origin : List.of("", "Origin: http://evil.example\r\n")) {
            for (String host : List.of("127.0.0.1:" + port(), "evil.example")) {
                String answer = ask("GET /api/session HTTP/1.1\r\nHost: " + host + "\r\n" + origin
                        + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
                assertTrue(answer.contains("plain HTTP"), answer);
                assertFalse(answer.contains("Set-Cookie"), answer);
            }
        }
    }

    @Test
    void oldRequestsWithoutAHostAreRefused() throws Exception {
        String answer = ask("GET / HTTP/1.0\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
        assertTrue(answer.contains("under its own name"), answer);
    }

    /** More connections than there is room for, silent or with a byte now and then, from two of this computer's addresses. */
    @Test
    void strangersDoNotLockTheOwnerOut() throws Exception {
        Visitor owner = Visitor.of(server);
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 5 * LIMITS.connections(); i++) {
                String from = i % 2 == 0 ? "127.0.0.1" : "127.0.0.2";
                Socket socket;
                try {
                    socket = new Socket(InetAddress.getByName("127.0.0.1"), port(), InetAddress.getByName(from), 0);
                } catch (SocketException e) {
                    // Only Linux has more than one address here.
                    socket = new Socket("127.0.0.1", port());
                }
                strangers.add(socket);
                drip(socket);
                if (i % 8 == 0) {
                    assertEquals(200, owner.get("/api/session").status());
                    assertEquals(200, Visitor.of(server).get("/").status());
                }
            }
            int open = Integer.MAX_VALUE;
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (open > 0 && System.nanoTime() < end) {
                strangers.forEach(GateTest::drip);
                assertEquals(200, owner.get("/api/session").status());
                Thread.sleep(100);
                open = (int) strangers.stream().filter(GateTest::isOpen).count();
            }
            assertEquals(0, open, "the head of a request may take for ever");
        } finally {
            for (Socket socket : strangers) {
                socket.close();
            }
        }
    }

    /** The owner's connections that rest are taken again or opened again; they do not keep a new one out. */
    @Test
    void connectionsAtRestDoNotKeepNewOnesOut() throws Exception {
        Visitor owner = Visitor.of(server);
        List<Socket> resting = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * LIMITS.connections(); i++) {
                Socket socket = new Socket("127.0.0.1", port());
                resting.add(socket);
                socket.setSoTimeout(30_000);
                socket.getOutputStream()
                        .write(("HEAD /api/session HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\nCookie: "
                                        + owner.cookie() + "\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                assertEquals('H', socket.getInputStream().read(), "connection " + i);
            }
        } finally {
            for (Socket socket : resting) {
                socket.close();
            }
        }
    }

    private static void drip(Socket socket) {
        try {
            socket.getOutputStream().write('G');
        } catch (IOException e) {
            // It was closed, as it should be.
        }
    }

    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** All of them announce much, and some send it: each gets an answer that says what to do. */
    @Test
    void uploadsThatDoNotFitAreToldSo() throws Exception {
        Visitor visitor = Visitor.of(server);
        byte[] photo = TestPictures.encoded(FixedModels.picture(320, 280, 1), "png");
        assertEquals(202, visitor.post("/api/seed?preset=paper", photo).status());
        visitor.followLearning();
        byte[] large = new byte[LIMITS.uploadBytes()];
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(CompletableFuture.supplyAsync(() -> {
                try {
                    Visitor.Answer answer = visitor.post("/api/photos", large);
                    assertFalse(answer.json().get("error").getAsString().isEmpty());
                    return answer.status();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }
        for (CompletableFuture<Integer> answer : answers) {
            assertTrue(List.of(413, 422, 429).contains(answer.get()), "answered " + answer.get());
        }
        assertEquals(201, visitor.post("/api/photos", photo).status(), "room that was reserved is given back");
    }

    @Test
    void roomForUploadsIsBounded() throws Exception {
        UploadRoom room = new UploadRoom(LIMITS);
        List<Integer> depths = new ArrayList<>();
        assertEquals(429, refusal(() -> nested(room, depths)));
        assertEquals(3, depths.size());
        assertEquals(429, refusal(() -> nested(room, depths)), "room is given back");
        assertEquals(6, depths.size());
        Session session = new Session("id", "token", LIMITS);
        String first = session.reservePhoto(2 << 20);
        assertEquals(413, refusal(() -> session.reservePhoto((1 << 20) + 1)));
        session.releasePhoto(first);
        session.reservePhoto(3 << 20);
    }

    private static void nested(UploadRoom room, List<Integer> depths) throws IOException {
        room.during(LIMITS.uploadBytes(), () -> {
            depths.add(1);
            nested(room, depths);
        });
    }

    private static int refusal(UploadRoom.Work refused) throws IOException {
        try {
            refused.run();
            return 200;
        } catch (HttpResponseException e) {
            return e.getStatus();
        }
    }
}
