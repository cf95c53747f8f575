package io.facecloak.onnx.internal.recogniser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.facecloak.face.Face;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.OnnxFaceModels;
import io.facecloak.onnx.TinyRecogniser;
import io.facecloak.onnx.store.Catalogue;
import io.facecloak.onnx.store.ModelEntry;
import io.facecloak.onnx.store.ModelEntry.ModelFile;
import io.facecloak.onnx.store.ModelStore;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that were pulled from a server, as a set and as single files. */
class StoredModelsTest {

    @TempDir
    private Path folder;

    private HttpServer server;
    private ModelStore store;

    private final FaceModels bundled = new FaceModels() {
        private final LandmarkDetector detector = new LandmarkDetector() {
            @Override
            public List<Face> detect(BufferedImage photo) {
                return List.of();
            }

            @Override
            public void close() {}
        };

        @Override
        public LandmarkDetector detector() {
            return detector;
        }

        @Override
        public List<Embedder> embedders() {
            throw new AssertionError("there are recognisers");
        }

        @Override
        public void close() {
            throw new AssertionError("the bundled models are not this set's to close");
        }
    };

    @BeforeEach
    void pull() throws Exception {
        byte[] recogniser = TinyRecogniser.bytes();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, recogniser.length);
            exchange.getResponseBody().write(recogniser);
            exchange.close();
        });
        server.start();
        store = ModelStore.builder()
                .folder(folder)
                .offline(false)
                .catalogue(Catalogue.of(List.of(
                        entry(
                                "one",
                                "recognisers/one.onnx",
                                Map.of("preset", "raw255", "match.threshold", "0.5"),
                                recogniser),
                        entry("two", "recognisers/two.onnx", Map.of("preset", "adaface"), recogniser),
                        entry("plain", "plain.onnx", Map.of(), recogniser))))
                .build();
        List.of("one", "two", "plain").forEach(store::pull);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aSetHasTheRecognisersInTheOrderOfTheNamesWithTheirConventions() {
        try (FaceModels models = StoredModels.open(store, Device.cpu(1), bundled, List.of("two", "one"))) {
            assertEquals(
                    List.of("two", "one"),
                    models.embedders().stream().map(Embedder::name).toList());
            OnnxEmbedder two = (OnnxEmbedder) models.embedders().get(0);
            OnnxEmbedder one = (OnnxEmbedder) models.embedders().get(1);
            assertEquals(InputSpec.adaface(), two.inputSpec());
            assertEquals(InputSpec.raw255().withMatchThreshold(0.5), one.inputSpec());
            assertSame(bundled.detector(), models.detector());
            assertEquals(Optional.empty(), models.synthesizer());
        }
    }

    @Test
    void aSingleFileOpensWithItsConvention() {
        try (OnnxEmbedder embedder = OnnxEmbedder.open(store.file("two"), Device.cpu(1))) {
            assertEquals(InputSpec.adaface(), embedder.inputSpec());
        }
    }

    @Test
    void aModelsFolderIsAModelsDirectory() {
        try (FaceModels models = OnnxFaceModels.open(store.directory("one"), Device.cpu(1))) {
            assertEquals("one", models.embedders().get(0).name());
        }
    }

    @Test
    void nothingIsOpenedThatWasNotPulledOrIsNoFaceModel() throws IOException {
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> OnnxFaceModels.pulled(store, Device.cpu(1), "one", "plain"))
                .getMessage()
                .contains("plain"));
        assertThrows(IllegalArgumentException.class, () -> OnnxFaceModels.pulled(store, Device.cpu(1)));
        Files.delete(store.file("two"));
        ModelException e =
                assertThrows(ModelException.class, () -> OnnxFaceModels.pulled(store, Device.cpu(1), "one", "two"));
        assertTrue(e.getMessage().contains("pull it first"), e.getMessage());
    }

    /** The conventions of the built-in catalogue are ones that recognisers understand. */
    @Test
    void theBuiltInConventionsAreUnderstood() throws IOException {
        int recognisers = 0;
        for (ModelEntry entry : Catalogue.builtIn().entries().values()) {
            for (ModelFile file : entry.files()) {
                if (!entry.input().isEmpty()) {
                    String name = InputConventions.stem(Path.of(file.path()));
                    Path model = folder.resolve(name + ".onnx");
                    Optional<InputSpec> known = InputConventions.stated(model).map(InputConvention::spec);
                    StringBuilder text = new StringBuilder();
                    entry.input().forEach((key, value) -> text.append(key + "=" + value + "\n"));
                    Files.writeString(folder.resolve(name + ".properties"), text);
                    assertEquals(known, InputConventions.stated(model).map(InputConvention::spec), entry.name());
                    recognisers++;
                }
            }
        }
        assertEquals(6, recognisers);
    }

    private ModelEntry entry(String name, String path, Map<String, String> input, byte[] content) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
        ModelFile file = new ModelFile(path, List.of(address), OptionalLong.of(content.length), Optional.of(sha256));
        return new ModelEntry(name, "a test", "none", Optional.empty(), input, List.of(file));
    }
}
