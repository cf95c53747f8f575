package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.facecloak.image.AlignedFace;
import io.facecloak.onnx.gradient.GradientGraph;
import io.facecloak.onnx.gradient.GradientLayout;
import io.facecloak.onnx.graph.ModelReader;
import io.facecloak.onnx.runtime.FloatTensor;
import io.facecloak.onnx.runtime.OnnxGraph;
import io.facecloak.onnx.runtime.TestDevice;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Embeddings and gradients of real recognisers against numbers computed by automatic differentiation in float64. */
class GoldenGradientsTest {

    static Stream<Named<JsonNode>> cases() throws IOException {
        Path golden = Shared.path("reference/gradients/gradients_golden.json");
        JsonNode cases = new ObjectMapper().readTree(golden.toFile()).get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .map(one -> Named.of(
                        one.get("model").asText() + " " + one.get("image").asText(), one));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesAutomaticDifferentiation(JsonNode golden) throws IOException {
        Path reference = Shared.path("reference");
        Path model =
                Shared.path("models/recognisers").resolve(golden.get("model").asText());
        AlignedFace face = AlignedFace.of(
                ImageIO.read(reference.resolve(golden.get("image").asText()).toFile()));
        float[] cotangent = read(reference, golden, "cotangent");
        float[] expected = read(reference, golden, "gradient_normalised");
        float[] raw = read(reference, golden, "embedding");
        try (OnnxEmbedder embedder = OnnxEmbedder.open(model, TestDevice.get())) {
            FloatBuffer gradients = FloatTensor.allocateBuffer(expected.length);
            float[][] embeddings =
                    embedder.embedWithGradient(FloatBuffer.wrap(face.toArray()), new float[][] {cotangent}, gradients);

            InputSpec spec = embedder.inputSpec();
            float[] actual = new float[expected.length];
            int plane = AlignedFace.SIZE * AlignedFace.SIZE;
            for (int i = 0; i < actual.length; i++) {
                // The golden gradient is with respect to the network's input, ours to the pixel.
                actual[i] = (float) (gradients.get(i) * spec.std().get(i / plane) / spec.scale());
            }
            double error = relativeError(actual, expected);
            assertTrue(error <= 1e-3, () -> String.format(Locale.ROOT, "relative L2 error %.2e", error));

            double norm = norm(raw);
            double largest = 0;
            for (float value : raw) {
                largest = Math.max(largest, Math.abs(value));
            }
            float[] alone = embedder.embed(List.of(face))[0];
            for (int i = 0; i < raw.length; i++) {
                assertEquals(raw[i] / norm, embeddings[0][i], 2e-4 * largest / norm);
                assertEquals(raw[i] / norm, alone[i], 2e-4 * largest / norm);
            }
        }
    }

    /** The network alone, on its own input, with respect to its raw output. */
    @ParameterizedTest
    @MethodSource("cases")
    void differentiatesTheBareNetwork(JsonNode golden) throws IOException {
        Path reference = Shared.path("reference");
        Path model =
                Shared.path("models/recognisers").resolve(golden.get("model").asText());
        float[] pixels = AlignedFace.of(ImageIO.read(
                        reference.resolve(golden.get("image").asText()).toFile()))
                .toArray();
        int plane = AlignedFace.SIZE * AlignedFace.SIZE;
        for (int i = 0; i < pixels.length; i++) {
            double mean = golden.get("mean").get(i / plane).asDouble();
            double deviation = golden.get("std").get(i / plane).asDouble();
            pixels[i] = (float) ((pixels[i] * golden.get("scale").asDouble() - mean) / deviation);
        }
        float[] cotangent = read(reference, golden, "cotangent");
        float[] expected = read(reference, golden, "gradient");
        ModelProto combined =
                GradientGraph.differentiate("bare", ModelReader.read(model), GradientLayout.of(TestDevice.get()));
        try (OnnxGraph graph = OnnxGraph.load("bare", combined.toByteArray(), TestDevice.get())) {
            String input = graph.inputs().keySet().iterator().next();
            FloatBuffer gradient = graph.run(Map.of(
                            input,
                            new FloatTensor(FloatBuffer.wrap(pixels), 1, 3, AlignedFace.SIZE, AlignedFace.SIZE),
                            GradientGraph.COTANGENT,
                            new FloatTensor(FloatBuffer.wrap(cotangent), 1, cotangent.length)))
                    .get(GradientGraph.GRADIENT)
                    .data();
            float[] actual = new float[expected.length];
            gradient.get(actual);
            double error = relativeError(actual, expected);
            assertTrue(error <= 1e-3, () -> String.format(Locale.ROOT, "relative L2 error %.2e", error));
        }
    }

    private static double relativeError(float[] actual, float[] expected) {
        double squares = 0;
        for (int i = 0; i < actual.length; i++) {
            squares += Math.pow(actual[i] - expected[i], 2);
        }
        return Math.sqrt(squares) / norm(expected);
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static float[] read(Path reference, JsonNode golden, String what) throws IOException {
        Path file = reference
                .resolve("gradients")
                .resolve(golden.get("files").get(what).asText());
        FloatBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
