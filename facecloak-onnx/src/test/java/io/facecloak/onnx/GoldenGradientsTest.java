package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.facecloak.face.AlignedFace;
import io.facecloak.onnx.internal.gradient.GradientGraph;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import io.facecloak.onnx.internal.runtime.TestDevice;
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
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Embeddings and gradients of real recognisers against numbers computed by automatic differentiation in float64. */
class GoldenGradientsTest {

    static Stream<Named<JsonObject>> cases() throws IOException {
        Path golden = Shared.path("reference/gradients/gradients_golden.json");
        JsonArray cases = JsonParser.parseString(Files.readString(golden))
                .getAsJsonObject()
                .getAsJsonArray("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(one -> Named.of(
                        one.get("model").getAsString() + " " + one.get("image").getAsString(), one));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void matchesAutomaticDifferentiation(JsonObject golden) throws IOException {
        Path reference = Shared.path("reference");
        Path model =
                Shared.path("models/recognisers").resolve(golden.get("model").getAsString());
        AlignedFace face = AlignedFace.of(ImageIO.read(
                reference.resolve(golden.get("image").getAsString()).toFile()));
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
    void differentiatesTheBareNetwork(JsonObject golden) throws IOException {
        Path reference = Shared.path("reference");
        Path model =
                Shared.path("models/recognisers").resolve(golden.get("model").getAsString());
        float[] pixels = AlignedFace.of(ImageIO.read(
                        reference.resolve(golden.get("image").getAsString()).toFile()))
                .toArray();
        int plane = AlignedFace.SIZE * AlignedFace.SIZE;
        for (int i = 0; i < pixels.length; i++) {
            double mean = golden.getAsJsonArray("mean").get(i / plane).getAsDouble();
            double deviation = golden.getAsJsonArray("std").get(i / plane).getAsDouble();
            pixels[i] = (float) ((pixels[i] * golden.get("scale").getAsDouble() - mean) / deviation);
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

    private static float[] read(Path reference, JsonObject golden, String what) throws IOException {
        Path file = reference
                .resolve("gradients")
                .resolve(golden.getAsJsonObject("files").get(what).getAsString());
        FloatBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
