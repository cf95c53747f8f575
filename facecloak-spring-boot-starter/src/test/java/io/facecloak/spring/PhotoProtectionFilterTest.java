package io.facecloak.spring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.facecloak.CloakFolder;
import io.facecloak.FaceCloak;
import io.facecloak.image.PhotoFormat;
import io.facecloak.internal.image.PhotoReader;
import io.facecloak.internal.image.PhotoWriter;
import io.facecloak.optimize.Refinement;
import io.facecloak.spring.UploadOutcome.Status;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A real server on a free port, cloaks learnt in few steps, the bundled models. */
class PhotoProtectionFilterTest {

    private static final Path DEMO = Path.of("../facecloak-examples/demo");
    private static final String BOUNDARY = "----boundary";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Map<String, FaceCloak> cloaks;
    private static ConfigurableApplicationContext server;
    private static byte[] photo;

    @BeforeAll
    static void start() throws IOException {
        cloaks = Map.of("alice", learn(8 / 255.0), "bob", learn(2 / 255.0));
        for (Map.Entry<String, FaceCloak> entry : cloaks.entrySet()) {
            entry.getValue().save(CloakFolder.file(folder, entry.getKey()));
        }
        photo = Files.readAllBytes(DEMO.resolve("photos/photo-1.jpg"));
        server = server("--facecloak.uploads.max-megapixels=2", "--facecloak.uploads.max-at-once=2");
    }

    private static FaceCloak learn(double epsilon) throws IOException {
        return FaceCloak.builder()
                .seed(DEMO.resolve("seed.jpg"))
                .settings(learning ->
                        learning.withSyntheticFaces(0).withIterations(4).withEpsilon(epsilon))
                .build();
    }

    private static ConfigurableApplicationContext server(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--spring.servlet.multipart.max-file-size=300KB",
                "--facecloak.uploads.cloaks=" + folder));
        arguments.addAll(List.of(settings));
        return SpringApplication.run(PhotoBox.class, arguments.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A file of a form. */
    private record FilePart(String name, String type, byte[] content) {}

    private static HttpRequest request(
            ConfigurableApplicationContext target, String path, String header, String user, FilePart file)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\nat the sea\r\n--"
                        + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"" + file.name()
                        + "\"\r\nContent-Type: " + file.type() + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.write(file.content());
        body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        String port = target.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()));
        if (user != null) {
            request.header(header, user);
        }
        return request.build();
    }

    private static HttpResponse<byte[]> upload(String path, String user, FilePart file) throws Exception {
        return CLIENT.send(request(server, path, "Authorization", user, file), BodyHandlers.ofByteArray());
    }

    private static JsonNode accepted(HttpResponse<byte[]> response) throws IOException {
        assertEquals(200, response.statusCode(), () -> new String(response.body(), StandardCharsets.UTF_8));
        return JSON.readTree(response.body());
    }

    private static String rejected(int status, HttpResponse<byte[]> response) throws IOException {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        assertEquals(status, response.statusCode(), body);
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(status, JSON.readTree(body).get("status").asInt());
        return JSON.readTree(body).get("detail").asText();
    }

    private static Status statusOf(JsonNode received) {
        for (JsonNode outcome : received.get("outcomes")) {
            if (outcome.get("part").asText().equals("photo")) {
                return Status.valueOf(outcome.get("status").asText());
            }
        }
        throw new AssertionError(received);
    }

    private static byte[] cloaked(String user) throws IOException {
        Path file = Files.createTempDirectory(folder, "expected").resolve("photo.jpg");
        cloaks.get(user).apply(DEMO.resolve("photos/photo-1.jpg"), file);
        return Files.readAllBytes(file);
    }

    private static FilePart jpeg(byte[] content) {
        return new FilePart("party.jpg", "image/jpeg", content);
    }

    private static byte[] picture(int width, int height, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY), format, bytes);
        return bytes.toByteArray();
    }

    @Test
    void theApplicationSeesTheProtectedPhotoOnly() throws Exception {
        JsonNode received = accepted(upload("/photos", "alice", jpeg(photo)));

        assertArrayEquals(cloaked("alice"), received.get("content").binaryValue());
        assertFalse(Arrays.equals(photo, received.get("content").binaryValue()));
        assertEquals("party.jpg", received.get("name").asText());
        assertEquals("image/jpeg", received.get("type").asText());
        assertEquals("at the sea", received.get("caption").asText(), "other fields stay");
        assertEquals(Status.PROTECTED, statusOf(received));
    }

    @Test
    void soDoesOneThatReadsPartsOrReadsThemLater() throws Exception {
        assertArrayEquals(cloaked("bob"), upload("/parts", "bob", jpeg(photo)).body());
        assertArrayEquals(cloaked("bob"), upload("/later", "bob", jpeg(photo)).body());
    }

    @Test
    void thePhotoIsToldByItsContent() throws Exception {
        JsonNode received =
                accepted(upload("/photos", "alice", new FilePart("data.bin", "application/octet-stream", photo)));

        assertArrayEquals(cloaked("alice"), received.get("content").binaryValue());
    }

    @Test
    void otherFilesPassAsTheyCame() throws Exception {
        byte[] text = "no photo".getBytes(StandardCharsets.UTF_8);

        JsonNode received = accepted(upload("/photos", null, new FilePart("notes.txt", "text/plain", text)));

        assertArrayEquals(text, received.get("content").binaryValue());
        assertEquals(Status.NO_PHOTO, statusOf(received));
    }

    @Test
    void aPhotoThatBecomesPngIsNamedAccordingly() throws Exception {
        JsonNode received =
                accepted(upload("/photos", "alice", new FilePart("käse.gif", "image/gif", picture(60, 40, "gif"))));

        assertEquals("käse.gif.png", received.get("name").asText());
        assertEquals("image/png", received.get("type").asText());
        assertEquals('P', received.get("content").binaryValue()[1]);
        assertEquals(Status.NO_FACE, statusOf(received));
    }

    @Test
    void unusablePhotosAreRejectedBeforeTheApplication() throws Exception {
        int calls = server.getBean(PhotoBox.Photos.class).calls.get();

        String truncated = rejected(422, upload("/photos", "alice", jpeg(Arrays.copyOf(photo, photo.length / 2))));
        assertTrue(truncated.contains("truncated"), truncated);
        assertFalse(truncated.contains("upload"), "names nothing of the server: " + truncated);
        String words = rejected(422, upload("/photos", "alice", jpeg("words".getBytes(StandardCharsets.UTF_8))));
        assertTrue(words.contains("text"), words);
        String huge = rejected(422, upload("/photos", "alice", jpeg(picture(2000, 1001, "png"))));
        assertTrue(huge.contains("maxPixels"), huge);
        rejected(413, upload("/photos", "alice", jpeg(new byte[400_000])));
        rejected(403, upload("/photos", "carol", jpeg(photo)));
        rejected(403, upload("/photos", null, jpeg(photo)));
        rejected(403, upload("/photos", "x".repeat(300), jpeg(photo)));

        assertEquals(calls, server.getBean(PhotoBox.Photos.class).calls.get());
    }

    @Test
    void anAvifPhotoReachesTheApplicationAsJpeg() throws Exception {
        byte[] avif;
        try {
            avif = new PhotoWriter()
                    .in(PhotoFormat.AVIF)
                    .encode(new PhotoReader().read(DEMO.resolve("photos/photo-1.jpg")));
        } catch (IOException e) {
            throw new TestAbortedException("AVIF is not tested: " + e.getMessage());
        }

        JsonNode received = accepted(upload("/photos", "alice", new FilePart("party.avif", "image/avif", avif)));

        assertEquals("party.avif.jpg", received.get("name").asText());
        assertEquals("image/jpeg", received.get("type").asText());
        assertEquals(Status.PROTECTED, statusOf(received));
    }

    /** HEIF files of every brand, pictures of kinds that are no photo's, and what nobody knows, whatever type they claim. */
    @Test
    void whatMayBeAPictureAndCannotBeProtectedIsRejected() throws Exception {
        int calls = server.getBean(PhotoBox.Photos.class).calls.get();
        List<String> contents = new ArrayList<>(List.of(
                "\u00ff\n\u00fa\u001f",
                "8BPS\0\u0001\0\0",
                "FUJIFILMCCD-RAW 0201",
                "\u0001\u0002\u0003\u0004\u0005",
                "<svg xmlns='http://www.w3.org/2000/svg'/>"));
        for (String brand : List.of("heic", "hevc", "heim", "msf1", "avis", "mif1", "avif", "zzzz")) {
            contents.add("\0\0\0\u0014ftyp" + brand + "\0\0\0\0" + brand);
        }
        contents.add("\0\0\0\u0018ftypmp42\0\0\0\0mp42heic");

        for (String content : contents) {
            byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
            FilePart file = new FilePart("data.bin", "application/octet-stream", bytes);
            rejected(422, upload("/photos", "alice", file));
            int cloakless = upload("/photos", "carol", file).statusCode();
            assertTrue(cloakless == 403 || cloakless == 422, content + " " + cloakless);
        }

        assertEquals(calls, server.getBean(PhotoBox.Photos.class).calls.get());
        byte[] video = "\0\0\0\u0018ftypmp42\0\0\0\0mp42isom".getBytes(StandardCharsets.ISO_8859_1);
        JsonNode passed = accepted(upload("/photos", "alice", new FilePart("clip.mp4", "video/mp4", video)));
        assertEquals(Status.NO_PHOTO, statusOf(passed));
    }

    @Test
    void manyUploadsAtOnceEachGetTheirUsersCloak() throws Exception {
        Map<String, byte[]> expected = Map.of("alice", cloaked("alice"), "bob", cloaked("bob"));
        List<String> users = List.of("alice", "bob", "alice", "bob", "bob", "alice", "bob", "alice");
        List<CompletableFuture<HttpResponse<byte[]>>> uploads = new ArrayList<>();
        for (String user : users) {
            uploads.add(CLIENT.sendAsync(
                    request(server, "/parts", "Authorization", user, jpeg(photo)), BodyHandlers.ofByteArray()));
        }

        for (int i = 0; i < users.size(); i++) {
            assertArrayEquals(expected.get(users.get(i)), uploads.get(i).get().body(), users.get(i));
        }
    }

    @Test
    void nothingStaysOnDisk() throws Exception {
        List<Path> before = leftovers();
        upload("/photos", "alice", jpeg(photo));
        upload("/later", "alice", jpeg(photo));
        upload("/photos", "alice", jpeg(Arrays.copyOf(photo, 1000)));

        // The answer may arrive before the folder is deleted.
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!leftovers().equals(before) && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertEquals(before, leftovers());
    }

    private static List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("facecloak-upload"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void unprotectedPhotosPassOnlyWhereThatIsConfigured() throws Exception {
        try (ConfigurableApplicationContext lenient = server(
                "--facecloak.uploads.on-failure=pass-unprotected",
                "--facecloak.uploads.on-missing-cloak=pass-unprotected",
                "--facecloak.uploads.on-unknown=pass-unprotected",
                "--facecloak.uploads.user-header=X-User")) {
            byte[] truncated = Arrays.copyOf(photo, photo.length / 2);

            JsonNode failed = accepted(CLIENT.send(
                    request(lenient, "/photos", "X-User", "alice", jpeg(truncated)), BodyHandlers.ofByteArray()));
            JsonNode cloakless = accepted(CLIENT.send(
                    request(lenient, "/photos", "X-User", "carol", jpeg(photo)), BodyHandlers.ofByteArray()));
            JsonNode protectedPhoto = accepted(CLIENT.send(
                    request(lenient, "/photos", "X-User", "alice", jpeg(photo)), BodyHandlers.ofByteArray()));

            byte[] unknown = {1, 2, 3, 4};
            JsonNode other = accepted(CLIENT.send(
                    request(lenient, "/photos", "X-User", "alice", new FilePart("a.bin", "a/b", unknown)),
                    BodyHandlers.ofByteArray()));
            assertArrayEquals(unknown, other.get("content").binaryValue());
            assertEquals(Status.UNPROTECTED, statusOf(other));

            assertArrayEquals(truncated, failed.get("content").binaryValue());
            assertEquals(Status.UNPROTECTED, statusOf(failed));
            assertArrayEquals(photo, cloakless.get("content").binaryValue());
            assertEquals(Status.UNPROTECTED, statusOf(cloakless));
            assertArrayEquals(cloaked("alice"), protectedPhoto.get("content").binaryValue());
        }
    }

    @Test
    void uploadsAreRefinedWhereThatIsConfigured() throws Exception {
        try (ConfigurableApplicationContext refining = server("--facecloak.uploads.refinement=faint")) {
            JsonNode refined = accepted(CLIENT.send(
                    request(refining, "/photos", "Authorization", "alice", jpeg(photo)), BodyHandlers.ofByteArray()));

            Path expected = Files.createTempDirectory(folder, "expected").resolve("photo.jpg");
            cloaks.get("alice").refined(Refinement.FAINT).apply(DEMO.resolve("photos/photo-1.jpg"), expected);
            assertArrayEquals(
                    Files.readAllBytes(expected), refined.get("content").binaryValue());
            assertFalse(Arrays.equals(cloaked("alice"), refined.get("content").binaryValue()));
        }
    }

    @Test
    void whoWaitsTooLongIsToldToComeBack() throws Exception {
        try (ConfigurableApplicationContext busy =
                server("--test.slow=true", "--facecloak.uploads.max-at-once=1", "--facecloak.uploads.max-wait=50ms")) {
            PhotoBox.Slow cloaks = busy.getBean(PhotoBox.Slow.class);
            HttpRequest request = request(busy, "/photos", "Authorization", "alice", jpeg(photo));
            CompletableFuture<HttpResponse<byte[]>> first = CLIENT.sendAsync(request, BodyHandlers.ofByteArray());
            cloaks.asked.await();

            HttpResponse<byte[]> second = CLIENT.send(request, BodyHandlers.ofByteArray());
            cloaks.open.countDown();

            rejected(503, second);
            assertTrue(second.headers().firstValue("Retry-After").isPresent());
            rejected(403, first.get());
        }
    }
}
