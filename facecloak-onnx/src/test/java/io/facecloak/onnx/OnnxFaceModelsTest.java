package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.face.FaceAligner;
import io.facecloak.face.Portrait;
import io.facecloak.model.Embedder;
import io.facecloak.model.FaceModels;
import io.facecloak.model.LandmarkDetector;
import io.facecloak.model.ModelException;
import io.facecloak.model.Synthesizer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFaceModelsTest {

    @TempDir
    private Path directory;

    private final List<NamedEmbedder> opened = new ArrayList<>();

    private final FaceModels others = new FaceModels() {
        private final LandmarkDetector detector = new LandmarkDetector() {
            @Override
            public List<Face> detect(BufferedImage photo) {
                return List.of();
            }

            @Override
            public void close() {}
        };
        private final List<Embedder> embedders = List.of(new NamedEmbedder("other"));

        @Override
        public LandmarkDetector detector() {
            return detector;
        }

        @Override
        public List<Embedder> embedders() {
            return embedders;
        }

        @Override
        public void close() {
            throw new AssertionError("others are not this set's to close");
        }
    };

    @Test
    void opensEveryRecogniserOnceInTheOrderOfTheirNames() throws IOException {
        write("recognisers/b.onnx", "recognisers/a.onnx", "recognisers/notes.txt");
        try (OnnxFaceModels models = open()) {
            assertEquals(0, opened.size(), "loaded before anyone asked");
            List<Embedder> first = models.embedders();
            assertEquals(
                    List.of("a.onnx", "b.onnx"),
                    first.stream().map(Embedder::name).toList());
            assertSame(first, models.embedders());
            assertEquals(2, opened.size());
        }
    }

    @Test
    void closesEveryModelOnce() throws IOException {
        write("recognisers/a.onnx", "mtcnn/pnet.onnx", "mtcnn/rnet.onnx", "mtcnn/onet.onnx");
        OnnxFaceModels models = open();
        models.embedders();
        var detector = models.detector();
        assertSame(detector, models.detector());

        models.close();
        models.close();

        assertEquals(1, opened.get(0).closings);
        BufferedImage photo = new BufferedImage(50, 50, BufferedImage.TYPE_INT_RGB);
        assertThrows(IllegalStateException.class, () -> detector.detect(photo));
        assertThrows(IllegalStateException.class, models::embedders);
        assertThrows(IllegalStateException.class, models::detector);
    }

    @Test
    void closesTheRecognisersBeforeOneThatDoesNotOpen() throws IOException {
        write("recognisers/a.onnx", "recognisers/broken.onnx");
        try (OnnxFaceModels models = open()) {
            assertThrows(ModelException.class, models::embedders);
            assertEquals(1, opened.get(0).closings);
        }
    }

    @Test
    void saysWhatItLookedFor() throws IOException {
        assertLookedFor(assertThrows(ModelException.class, this::open));
        Path missing = directory.resolve("missing");
        ModelException e = assertThrows(
                ModelException.class, () -> OnnxFaceModels.open(missing, Device.cpu(1), this::openRecogniser, others));
        assertTrue(e.getMessage().contains(missing.toString()), e.getMessage());
        assertLookedFor(e);
    }

    @Test
    void whatTheDirectoryLacksComesFromTheOtherModels() throws IOException {
        write("recognisers/a.onnx");
        try (OnnxFaceModels models = open()) {
            assertSame(others.detector(), models.detector());
            assertEquals("a.onnx", models.embedders().get(0).name());
        }
        Files.delete(directory.resolve("recognisers/a.onnx"));
        write("mtcnn/pnet.onnx");
        try (OnnxFaceModels models = open()) {
            assertSame(others.embedders(), models.embedders());
            ModelException e =
                    assertThrows(ModelException.class, models::detector, "a part of a detector is a mistake");
            assertTrue(e.getMessage().contains("rnet.onnx"), e.getMessage());
        }
    }

    @Test
    void offersTheGeneratorWithoutLoadingIt() throws IOException {
        write("recognisers/a.onnx");
        try (OnnxFaceModels models = open()) {
            assertTrue(models.synthesizer().isEmpty());
        }
        Files.delete(directory.resolve("recognisers/a.onnx"));
        write(
                "arc2face/arcface.onnx",
                "arc2face/text_encoder/model.onnx",
                "arc2face/unet/model.onnx",
                "arc2face/vae_decoder/model.onnx");
        OnnxFaceModels models = open();
        Synthesizer generator = models.synthesizer().orElseThrow();
        assertEquals("arc2face", generator.name());
        assertSame(generator, models.synthesizer().orElseThrow());
        assertEquals(0, opened.size(), "loaded before anyone asked");

        models.close();
        assertThrows(IllegalStateException.class, models::synthesizer);
        BufferedImage picture = new BufferedImage(50, 50, BufferedImage.TYPE_INT_RGB);
        Portrait seed = new Portrait(picture, FaceAligner.TEMPLATE);
        assertThrows(
                IllegalStateException.class,
                () -> generator.synthesize(seed, 1, new SplittableRandom(1)),
                "not closed");
    }

    @Test
    void aPartOfAGeneratorIsAMistake() throws IOException {
        write("recognisers/a.onnx", "arc2face/arcface.onnx");
        try (OnnxFaceModels models = open()) {
            ModelException e = assertThrows(ModelException.class, models::synthesizer);
            assertTrue(e.getMessage().contains("text_encoder"), e.getMessage());
        }
    }

    private static void assertLookedFor(ModelException e) {
        assertTrue(e.getMessage().contains("mtcnn/pnet.onnx"), e.getMessage());
        assertTrue(e.getMessage().contains("recognisers/*.onnx"), e.getMessage());
    }

    private OnnxFaceModels open() {
        return OnnxFaceModels.open(directory, Device.cpu(1), this::openRecogniser, others);
    }

    private Embedder openRecogniser(Path file) {
        if (file.endsWith("broken.onnx")) {
            throw new ModelException("broken");
        }
        NamedEmbedder embedder = new NamedEmbedder(file.getFileName().toString());
        opened.add(embedder);
        return embedder;
    }

    private void write(String... files) throws IOException {
        for (String file : files) {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.createFile(path);
        }
    }

    /** Knows its name and how often it was closed. */
    private static final class NamedEmbedder implements Embedder {

        private final String name;
        private int closings;

        NamedEmbedder(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String fingerprint() {
            return name;
        }

        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public double matchThreshold() {
            return 0.5;
        }

        @Override
        public float[][] embed(List<AlignedFace> faces) {
            throw new UnsupportedOperationException();
        }

        @Override
        public float[][] embedWithGradient(FloatBuffer faces, float[][] cotangents, FloatBuffer gradients) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closings++;
        }
    }
}
