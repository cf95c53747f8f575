package io.facecloak.onnx.internal.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import io.facecloak.onnx.internal.runtime.TestDevice;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resizing by a scale, up and down, for every size that recognisers have: what ONNX Runtime makes of it, and its exact adjoint. */
class ResizeSizesTest {

    private static final int SIDE = 112;
    private static final int SMALLEST = 32;
    private static final int LARGEST = 384;

    @ParameterizedTest
    @CsvSource({
        "linear, half_pixel",
        "linear, pytorch_half_pixel",
        "linear, asymmetric",
        "linear, align_corners",
        "nearest, half_pixel",
        "nearest, pytorch_half_pixel",
        "nearest, asymmetric",
        "nearest, align_corners"
    })
    void everySizeHasItsAdjoint(String mode, String coordinates) {
        Random random = new Random(1);
        List<String> resized = new ArrayList<>();
        ModelProto model = TinyModels.model(
                17,
                DataType.FLOAT,
                (graph, x) -> {
                    resized.addAll(allSizes(graph, x, mode, coordinates));
                    return graph.node("Concat", resized, Attributes.of("axis", 3));
                },
                1,
                1,
                1,
                LARGEST);
        FloatTensor x = random(random, 1, 1, 1, LARGEST);
        FloatTensor y = resized(model, resized, x);
        FloatTensor cotangent = random(random, y.shape());
        byte[] both = GradientGraph.differentiate("resizes", model).toByteArray();
        try (OnnxGraph graph = OnnxGraph.load("resizes", both, TestDevice.get())) {
            Map<String, FloatTensor> results = graph.run(Map.of("x", x, GradientGraph.COTANGENT, cotangent));
            assertArrayEquals(y.shape(), results.get("y").shape());
            assertArrayEquals(values(y), values(results.get("y")), 1e-5f);
            double forward = dot(y, cotangent);
            double backward = dot(x, results.get(GradientGraph.GRADIENT));
            assertEquals(forward, backward, 1e-5 * Math.sqrt(dot(y, y) * dot(cotangent, cotangent)));
        }
    }

    /** What the engine makes of them, one by one: joined, it fails at those about whose sizes it disagrees with itself. */
    private static FloatTensor resized(ModelProto model, List<String> resized, FloatTensor x) {
        ModelProto.Builder apart = model.toBuilder();
        apart.getGraphBuilder().clearOutput().clearNode();
        for (NodeProto node : model.getGraph().getNodeList()) {
            if (List.of("Slice", "Resize").contains(node.getOpType())) {
                apart.getGraphBuilder().addNode(node);
            }
        }
        for (String value : resized) {
            apart.getGraphBuilder()
                    .addOutput(model.getGraph().getOutput(0).toBuilder().setName(value));
        }
        try (OnnxGraph plain = OnnxGraph.load("resizes", apart.build().toByteArray(), TestDevice.get())) {
            Map<String, FloatTensor> results = plain.run(Map.of("x", x));
            int length = resized.stream()
                    .mapToInt(value -> results.get(value).data().remaining())
                    .sum();
            FloatTensor joined = FloatTensor.allocate(1, 1, 1, length);
            FloatBuffer target = joined.data().duplicate();
            resized.forEach(value -> target.put(results.get(value).data().duplicate()));
            return joined;
        }
    }

    /** From one side to all sizes, and from all sizes to it. */
    private static List<String> allSizes(GraphBuilder graph, String x, String mode, String coordinates) {
        List<String> results = new ArrayList<>();
        String side = graph.node("Slice", List.of(x, graph.longs(0), graph.longs(SIDE), graph.longs(3)));
        for (int size = SMALLEST; size <= LARGEST; size++) {
            results.add(resized(graph, side, (double) size / SIDE, mode, coordinates));
            String part = graph.node("Slice", List.of(x, graph.longs(0), graph.longs(size), graph.longs(3)));
            results.add(resized(graph, part, (double) SIDE / size, mode, coordinates));
        }
        return results;
    }

    private static String resized(GraphBuilder graph, String x, double scale, String mode, String coordinates) {
        return graph.node(
                "Resize",
                List.of(x, "", graph.scales(1, 1, 1, scale)),
                Attributes.of("mode", mode),
                Attributes.of("coordinate_transformation_mode", coordinates));
    }

    private static FloatTensor random(Random random, long... shape) {
        FloatTensor tensor = FloatTensor.allocate(shape);
        FloatBuffer data = tensor.data();
        for (int i = 0; i < data.remaining(); i++) {
            data.put(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    private static float[] values(FloatTensor tensor) {
        float[] values = new float[tensor.data().remaining()];
        tensor.data().duplicate().get(values);
        return values;
    }

    private static double dot(FloatTensor a, FloatTensor b) {
        double sum = 0;
        for (int i = 0; i < a.data().remaining(); i++) {
            sum += (double) a.data().get(i) * b.data().get(i);
        }
        return sum;
    }
}
