package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputSpec.ColourOrder;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.recogniser.ForwardPass;
import io.facecloak.onnx.internal.recogniser.LazyGraph;
import io.facecloak.onnx.internal.recogniser.RecogniserModel;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import io.facecloak.onnx.internal.runtime.TestDevice;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxEmbedderTest {

    private static final int IMAGE = 3 * 112 * 112;

    private static OnnxEmbedder tiny(InputSpec spec) {
        return OnnxEmbedder.of("tiny", TinyRecogniser.bytes(), spec, TestDevice.get());
    }

    private static float[] noise(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static float[][] gaussian(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return values;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void embeddingsAreUnitVectorsInOrder() {
        try (OnnxEmbedder embedder = tiny(InputSpec.arcface())) {
            List<AlignedFace> faces = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                faces.add(AlignedFace.of(112, noise(IMAGE, i)));
            }
            float[][] all = embedder.embed(faces);

            assertEquals(TinyRecogniser.DIMENSION, embedder.dimension());
            assertEquals(40, all.length);
            assertEquals(1, dot(all[39], all[39]), 1e-5);
            assertArrayEquals(embedder.embed(faces.get(39)), all[39], 1e-5f);
            assertTrue(dot(all[0], all[39]) < 0.99999);
        }
    }

    /** As it is on NVIDIA GPUs, which prepare every shape anew. */
    @Test
    void facesOfAnyNumberGoInBatchesOfOneSize() {
        List<AlignedFace> faces = new ArrayList<>();
        for (int i = 0; i < 19; i++) {
            faces.add(AlignedFace.of(112, noise(IMAGE, i)));
        }
        Device gpu = Device.cuda(0);
        assertArrayEquals(
                ForwardPass.batch(1, gpu).shape(), ForwardPass.batch(3, gpu).shape());
        byte[] graph = RecogniserModel.of("tiny", ModelReader.read("tiny", TinyRecogniser.bytes()), InputSpec.arcface())
                .forward();
        try (OnnxEmbedder embedder = tiny(InputSpec.arcface());
                ForwardPass fixed = ForwardPass.of(LazyGraph.of(OnnxGraph.load("tiny", graph, Device.cpu(1))), gpu)) {
            float[][] expected = embedder.embed(faces);
            float[][] actual = fixed.embed(faces, TinyRecogniser.DIMENSION);
            assertEquals(19, actual.length);
            for (int i = 0; i < actual.length; i++) {
                assertArrayEquals(expected[i], actual[i], 1e-6f);
            }
        }
    }

    /** The gradient's graph is made when it is first asked for. */
    @Test
    void aFileMayChangeWhileItsRecogniserIsOpen(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("tiny.onnx"), TinyRecogniser.bytes());
        float[] face = noise(IMAGE, 5);
        float[][] cotangents = gaussian(1, TinyRecogniser.DIMENSION, 6);
        FloatBuffer expected = FloatBuffer.allocate(face.length);
        FloatBuffer found = FloatBuffer.allocate(face.length);
        try (OnnxEmbedder sound = tiny(InputSpec.arcface());
                OnnxEmbedder embedder = OnnxEmbedder.open(file, InputSpec.arcface(), TestDevice.get())) {
            Files.write(file, new byte[10]);
            assertArrayEquals(
                    sound.embedWithGradient(FloatBuffer.wrap(face), cotangents, expected)[0],
                    embedder.embedWithGradient(FloatBuffer.wrap(face), cotangents, found)[0]);
            assertArrayEquals(expected.array(), found.array());
        }
    }

    /** Whatever the conversion of pixels, the gradient is the one with respect to the pixel in [0, 1]. */
    @ParameterizedTest
    @ValueSource(strings = {"arcface", "adaface", "imagenet", "raw255", "resized"})
    void gradientIncludesTheInputConvention(String preset) {
        InputSpec spec =
                switch (preset) {
                    case "arcface" -> InputSpec.arcface();
                    case "adaface" -> InputSpec.adaface();
                    case "imagenet" -> InputSpec.imagenet();
                    case "raw255" -> InputSpec.raw255();
                    default -> InputSpec.arcface().withSize(140);
                };
        byte[] model = preset.equals("resized") ? resizedRecogniser() : TinyRecogniser.bytes();
        try (OnnxEmbedder embedder = OnnxEmbedder.of("tiny", model, spec, Device.cpu(1))) {
            float[] face = noise(IMAGE, 1);
            float[][] cotangent = gaussian(1, embedder.dimension(), 2);
            FloatBuffer gradient = FloatBuffer.allocate(IMAGE);
            embedder.embedWithGradient(FloatBuffer.wrap(face), cotangent, gradient);
            float[] direction = new float[IMAGE];
            Random random = new Random(3);
            for (int i = 0; i < IMAGE; i++) {
                // Along the gradient for the most part, so that the change stands out of float32 noise.
                direction[i] = Math.signum(gradient.get(i)) * random.nextFloat();
            }
            double step = 2e-4;
            double above = loss(embedder, face, direction, step, cotangent[0]);
            double below = loss(embedder, face, direction, -step, cotangent[0]);
            double slope = dot(gradient.array(), direction);
            assertEquals(slope, (above - below) / (2 * step), 2e-2 * Math.abs(slope));
        }
    }

    private static byte[] resizedRecogniser() {
        return TinyModels.model(
                        17,
                        DataType.FLOAT,
                        (graph, x) -> {
                            Random random = new Random(5);
                            double[] weights = new double[24 * 3 * 20 * 20];
                            for (int i = 0; i < weights.length; i++) {
                                weights[i] = random.nextGaussian() * 0.1;
                            }
                            String maps = graph.node(
                                    "Conv",
                                    List.of(x, graph.reals(weights, 24, 3, 20, 20)),
                                    Attributes.of("strides", new long[] {20, 20}));
                            return graph.unary("GlobalAveragePool", graph.unary("Tanh", maps));
                        },
                        -1,
                        3,
                        140,
                        140)
                .toByteArray();
    }

    private static double loss(OnnxEmbedder embedder, float[] face, float[] direction, double step, float[] cotangent) {
        float[] moved = face.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) (step * direction[i]);
        }
        return dot(embedder.embed(AlignedFace.of(112, moved)), cotangent);
    }

    @Test
    void gradientOfEachFaceUsesItsOwnCotangent() {
        try (OnnxEmbedder embedder = tiny(InputSpec.arcface())) {
            float[] faces = noise(3 * IMAGE, 1);
            float[][] cotangents = gaussian(3, embedder.dimension(), 2);
            FloatBuffer direct =
                    FloatTensor.allocateBuffer(3 * IMAGE).put(faces).flip();
            FloatBuffer gradients = FloatTensor.allocateBuffer(3 * IMAGE + 5);
            gradients.position(5);

            float[][] embeddings = embedder.embedWithGradient(direct, cotangents, gradients);

            assertEquals(5, gradients.position());
            assertEquals(0, direct.position());
            for (int i = 0; i < 3; i++) {
                float[] face = Arrays.copyOfRange(faces, i * IMAGE, (i + 1) * IMAGE);
                FloatBuffer alone = FloatBuffer.allocate(IMAGE);
                float[][] embedding =
                        embedder.embedWithGradient(FloatBuffer.wrap(face), new float[][] {cotangents[i]}, alone);
                assertArrayEquals(embedding[0], embeddings[i], 1e-5f);
                float[] batched = new float[IMAGE];
                gradients.get(5 + i * IMAGE, batched);
                assertArrayEquals(alone.array(), batched, 1e-4f * Math.abs(largest(alone.array())));
            }
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test
    void aFileForOnePictureTakesMany() {
        byte[] one = TinyRecogniser.model(1, 112, new long[] {1, 128}).toByteArray();
        byte[] inferred = TinyRecogniser.model(1, 112, new long[] {1, -1}).toByteArray();
        float[] faces = noise(2 * IMAGE, 4);
        float[][] cotangents = gaussian(2, TinyRecogniser.DIMENSION, 2);
        FloatBuffer expected = FloatBuffer.allocate(2 * IMAGE);
        try (OnnxEmbedder any = tiny(InputSpec.arcface())) {
            any.embedWithGradient(FloatBuffer.wrap(faces), cotangents, expected);
        }
        for (byte[] model : List.of(one, inferred)) {
            try (OnnxEmbedder embedder = OnnxEmbedder.of("one", model, InputSpec.arcface(), Device.cpu(1))) {
                FloatBuffer gradients = FloatBuffer.allocate(2 * IMAGE);
                embedder.embedWithGradient(FloatBuffer.wrap(faces), cotangents, gradients);
                assertArrayEquals(expected.array(), gradients.array(), 1e-6f);
            }
        }
    }

    @Test
    void sizesMustFit() {
        try (OnnxEmbedder embedder = tiny(InputSpec.arcface())) {
            float[][] cotangents = gaussian(1, embedder.dimension(), 1);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> embedder.embedWithGradient(
                            FloatBuffer.allocate(IMAGE - 1), cotangents, FloatBuffer.allocate(IMAGE)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> embedder.embedWithGradient(
                            FloatBuffer.allocate(IMAGE), cotangents, FloatBuffer.allocate(IMAGE - 1)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> embedder.embedWithGradient(
                            FloatBuffer.allocate(IMAGE), gaussian(1, 5, 1), FloatBuffer.allocate(IMAGE)));
            assertThrows(IllegalArgumentException.class, () -> embedder.embed(AlignedFace.of(8, new float[3 * 64])));
            assertEquals(0, embedder.embed(List.of()).length);
        }
    }

    @Test
    void closesOnceAndRefusesLaterCalls() {
        OnnxEmbedder embedder = tiny(InputSpec.arcface());
        embedder.close();
        embedder.close();
        assertThrows(IllegalStateException.class, embedder::prepare);
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> embedder.embed(AlignedFace.of(112, noise(IMAGE, 1))));
        assertTrue(e.getMessage().contains("tiny"));
        assertThrows(
                IllegalStateException.class,
                () -> embedder.embedWithGradient(
                        FloatBuffer.allocate(IMAGE),
                        gaussian(1, TinyRecogniser.DIMENSION, 1),
                        FloatBuffer.allocate(IMAGE)));
    }

    @Test
    void threadsShareOneEmbedder() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (OnnxEmbedder embedder = tiny(InputSpec.arcface())) {
            float[][] cotangents = gaussian(1, embedder.dimension(), 1);
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                float[] face = noise(IMAGE, i % 2);
                results.add(threads.submit(() -> {
                    FloatBuffer gradient = FloatBuffer.allocate(IMAGE);
                    embedder.embedWithGradient(FloatBuffer.wrap(face), cotangents, gradient);
                    return gradient.array();
                }));
            }
            for (int i = 2; i < 8; i++) {
                assertArrayEquals(results.get(i % 2).get(), results.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void fingerprintFollowsWeightsAndConvention() {
        try (OnnxEmbedder one = tiny(InputSpec.arcface());
                OnnxEmbedder same = tiny(InputSpec.arcface().withMatchThreshold(0.5));
                OnnxEmbedder other = tiny(InputSpec.adaface())) {
            assertEquals(one.fingerprint(), same.fingerprint());
            assertNotEquals(one.fingerprint(), other.fingerprint());
            assertEquals(0.5, same.matchThreshold());
        }
    }

    @Test
    void readsTheConventionBesideTheFile(@TempDir Path folder) throws IOException {
        Path model = folder.resolve("someone.onnx");
        Files.write(model, TinyRecogniser.bytes());
        Files.writeString(
                folder.resolve("someone.properties"), "preset=imagenet\norder=BGR\nstd=0.2\nmatch.threshold=0.41\n");
        try (OnnxEmbedder embedder = OnnxEmbedder.open(model)) {
            assertEquals("someone", embedder.name());
            assertEquals(ColourOrder.BGR, embedder.inputSpec().order());
            assertEquals(List.of(0.485, 0.456, 0.406), embedder.inputSpec().mean());
            assertEquals(List.of(0.2, 0.2, 0.2), embedder.inputSpec().std());
            assertEquals(0.41, embedder.matchThreshold());
        }
        Files.writeString(folder.resolve("someone.properties"), "order=XYZ");
        ModelException e = assertThrows(ModelException.class, () -> OnnxEmbedder.open(model));
        assertTrue(e.getMessage().contains("someone.properties"), e.getMessage());
    }

    @Test
    void knowsPublicModelsByNameAndAssumesArcFaceElse(@TempDir Path folder) throws IOException {
        Path known = folder.resolve("mobileface-v2.onnx");
        Path unknown = folder.resolve("unknown.onnx");
        Files.write(known, TinyRecogniser.bytes());
        Files.write(unknown, TinyRecogniser.bytes());
        try (OnnxEmbedder one = OnnxEmbedder.open(known);
                OnnxEmbedder other = OnnxEmbedder.open(unknown)) {
            assertEquals(255, one.inputSpec().scale());
            assertEquals(List.of(0.0, 0.0, 0.0), one.inputSpec().mean());
            assertEquals(InputSpec.arcface(), other.inputSpec());
        }
    }

    @Test
    void refusesWhatIsNoRecogniser(@TempDir Path folder) throws IOException {
        assertRefused("2 values", (graph, x) -> graph.matMul(flat(graph, x), graph.filled(1, IMAGE, 2)));
        assertRefused("per face", (graph, x) -> graph.unary("Tanh", x));
        Path text = folder.resolve("notes.onnx");
        Files.writeString(text, "not a model");
        assertTrue(assertThrows(ModelException.class, () -> OnnxEmbedder.open(text))
                .getMessage()
                .contains("notes.onnx"));
        Path missing = folder.resolve("missing.onnx");
        assertTrue(assertThrows(ModelException.class, () -> OnnxEmbedder.open(missing))
                .getMessage()
                .contains("missing.onnx"));
        byte[] vectors = TinyModels.model(17, DataType.FLOAT, (graph, x) -> graph.unary("Tanh", x), -1, 512)
                .toByteArray();
        assertTrue(assertThrows(
                        ModelException.class,
                        () -> OnnxEmbedder.of("vectors", vectors, InputSpec.arcface(), Device.cpu(1)))
                .getMessage()
                .contains("rank 4"));
        byte[] large = TinyRecogniser.model(-1, 160, new long[] {0, -1}).toByteArray();
        assertTrue(assertThrows(
                        ModelException.class, () -> OnnxEmbedder.of("large", large, InputSpec.arcface(), Device.cpu(1)))
                .getMessage()
                .contains("160"));
    }

    private static String flat(GraphBuilder graph, String x) {
        return graph.node("Flatten", List.of(x));
    }

    private static void assertRefused(String why, BiFunction<GraphBuilder, String, String> body) {
        byte[] model =
                TinyModels.model(17, DataType.FLOAT, body, -1, 3, 112, 112).toByteArray();
        ModelException e = assertThrows(
                ModelException.class, () -> OnnxEmbedder.of("odd one", model, InputSpec.arcface(), Device.cpu(1)));
        assertTrue(e.getMessage().contains("odd one") && e.getMessage().contains(why), e.getMessage());
    }

    @Test
    void refusesADetector() {
        Path models = Shared.path("models/mtcnn");
        for (String file : List.of("pnet.onnx", "rnet.onnx", "onet.onnx")) {
            ModelException e = assertThrows(ModelException.class, () -> OnnxEmbedder.open(models.resolve(file)));
            assertTrue(e.getMessage().contains("not a face recogniser"), e.getMessage());
        }
    }

    @Test
    void namesEveryNodeThatCannotBeDifferentiated() {
        byte[] model = TinyModels.model(
                        17,
                        DataType.FLOAT,
                        (graph, x) -> {
                            String rows = graph.node("Flatten", List.of(graph.unary("Round", x)));
                            return graph.unary("Floor", graph.matMul(rows, graph.filled(1, IMAGE, 32)));
                        },
                        -1,
                        3,
                        112,
                        112)
                .toByteArray();
        try (OnnxEmbedder embedder = OnnxEmbedder.of("steps", model, InputSpec.arcface(), Device.cpu(1))) {
            embedder.embed(AlignedFace.of(112, noise(IMAGE, 1)));
            ModelException e = assertThrows(
                    ModelException.class,
                    () -> embedder.embedWithGradient(
                            FloatBuffer.allocate(IMAGE), gaussian(1, 32, 1), FloatBuffer.allocate(IMAGE)));
            assertTrue(e.getMessage().contains("steps"), e.getMessage());
            assertTrue(e.getMessage().contains("Round") && e.getMessage().contains("Floor"), e.getMessage());
        }
    }
}
