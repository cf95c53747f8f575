package io.facecloak.onnx.internal.gradient;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import io.facecloak.onnx.internal.runtime.TestDevice;
import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients through whole networks against central differences along random directions. */
class ArchitectureTest {

    private static final int SIZE = 32;

    private static final int BATCH = 2;

    private static final int COUNT = BATCH * 3 * SIZE * SIZE;

    private static final int DIRECTIONS = 6;

    static Stream<Arguments> architectures() {
        return Stream.of(
                network("IR-50", 17, Architectures::ir50),
                network("IR-100", 11, Architectures::ir100),
                network("AdaFace with squeeze-and-excitation", 17, Architectures::adaFaceWithSqueeze),
                network("Inception-ResNet", 17, Architectures::inceptionResNet),
                network("MobileFaceNet", 17, Architectures::mobileFaceNet),
                network("MobileNet", 17, Architectures::mobileNet),
                network("ViT, operator set 11", 11, (graph, x) -> Architectures.visionTransformer(graph, x, false)));
    }

    /** Without corners, so float32 with a long step is as good as float64, for which the engine has no error function. */
    static Stream<Arguments> smoothArchitectures() {
        return Stream.of(
                network("ViT, operator set 17", 17, (graph, x) -> Architectures.visionTransformer(graph, x, true)),
                network("EdgeFace, operator set 17", 17, (graph, x) -> Architectures.edgeFace(graph, x, false)),
                network("EdgeFace, operator set 20", 20, (graph, x) -> Architectures.edgeFace(graph, x, true)));
    }

    private static Arguments network(String name, long opset, BiFunction<GraphBuilder, String, String> body) {
        return Arguments.of(Named.of(name, body), opset);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void matchesCentralDifferencesInFloat64(BiFunction<GraphBuilder, String, String> body, long opset) {
        check(body, opset, DoublePrecision::of, 1e-6);
    }

    /** Models newer than the rules keep their operator set, up to the newest that the engine runs. */
    @ParameterizedTest
    @ValueSource(longs = {19, 21, 22, 23, 24})
    void matchesCentralDifferencesInNewerOperatorSets(long opset) {
        check(Architectures::mobileFaceNet, opset, DoublePrecision::of, 1e-6);
    }

    @ParameterizedTest
    @MethodSource("smoothArchitectures")
    void matchesCentralDifferencesInFloat32(BiFunction<GraphBuilder, String, String> body, long opset) {
        check(body, opset, model -> model, 4e-3);
    }

    private static void check(
            BiFunction<GraphBuilder, String, String> body,
            long opset,
            UnaryOperator<ModelProto> precision,
            double step) {
        byte[] file =
                TinyModels.model(opset, DataType.FLOAT, body, -1, 3, SIZE, SIZE).toByteArray();
        ModelProto model = ModelReader.read("network", file);
        ModelProto combined = GradientGraph.differentiate("network", model, GradientLayout.of(TestDevice.get()));
        Random random = new Random(3);
        float[] x = gaussian(random, COUNT);
        float[] cotangent = gaussian(random, BATCH * Architectures.DIMENSION);
        try (OnnxGraph both = OnnxGraph.load("network", combined.toByteArray(), TestDevice.get());
                Loss loss = new Loss(precision.apply(model), cotangent, BATCH, 3, SIZE, SIZE)) {
            FloatBuffer gradient = both.run(Map.of(
                            "x",
                            new FloatTensor(FloatBuffer.wrap(x), BATCH, 3, SIZE, SIZE),
                            GradientGraph.COTANGENT,
                            new FloatTensor(FloatBuffer.wrap(cotangent), BATCH, Architectures.DIMENSION)))
                    .get(GradientGraph.GRADIENT)
                    .data();
            double errors = 0;
            double slopes = 0;
            for (int i = 0; i < DIRECTIONS; i++) {
                float[] direction = gaussian(random, COUNT);
                double slope = 0;
                for (int j = 0; j < COUNT; j++) {
                    slope += (double) gradient.get(j) * direction[j];
                }
                errors += Math.pow(loss.difference(x, direction, step) - slope, 2);
                slopes += slope * slope;
            }
            double error = Math.sqrt(errors / slopes);
            assertTrue(error <= 1e-3, () -> String.format(Locale.ROOT, "relative error %.2e", error));
        }
    }

    private static float[] gaussian(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
