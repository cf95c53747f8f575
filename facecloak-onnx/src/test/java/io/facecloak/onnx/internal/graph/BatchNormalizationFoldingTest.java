package io.facecloak.onnx.internal.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class BatchNormalizationFoldingTest {

    private static ModelProto model(BiFunction<GraphBuilder, String, String> body) {
        return TinyModels.model(17, DataType.FLOAT, body, -1, 4, 5, 5);
    }

    private static String random(GraphBuilder graph, double low, double high, long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count *= (int) dimension;
        }
        Random random = new Random(count);
        double[] values = random.doubles(count, low, high).toArray();
        return graph.reals(values, shape);
    }

    private static String conv(GraphBuilder graph, String x, long group, boolean biased) {
        List<String> operands = new ArrayList<>(List.of(x, random(graph, -1, 1, 4, 4 / group, 3, 3)));
        if (biased) {
            operands.add(random(graph, -1, 1, 4));
        }
        return graph.node("Conv", operands, Attributes.of("group", group));
    }

    private static String normalized(GraphBuilder graph, String x) {
        return graph.node(
                "BatchNormalization",
                List.of(
                        x,
                        random(graph, 0.5, 2, 4),
                        random(graph, -1, 1, 4),
                        random(graph, -1, 1, 4),
                        random(graph, 0.1, 2, 4)),
                Attributes.of("epsilon", 1e-3f));
    }

    private static float[] run(ModelProto model) {
        float[] x = new float[200];
        Random random = new Random(1);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        try (OnnxGraph graph = OnnxGraph.loadUnoptimised("model", model.toByteArray(), Device.cpu(1))) {
            FloatBuffer y = graph.run(Map.of("x", new FloatTensor(FloatBuffer.wrap(x), 2, 4, 5, 5)))
                    .get("y")
                    .data();
            float[] values = new float[y.remaining()];
            y.get(values);
            return values;
        }
    }

    private static List<String> operators(ModelProto model) {
        return model.getGraph().getNodeList().stream().map(NodeProto::getOpType).toList();
    }

    @Test
    void aConvolutionTakesTheNormalizationBehindItIn() {
        for (long group : new long[] {1, 2, 4}) {
            for (boolean biased : new boolean[] {false, true}) {
                ModelProto model = model((graph, x) -> normalized(graph, conv(graph, x, group, biased)));
                ModelProto folded = BatchNormalizationFolding.apply(model);
                assertEquals(List.of("Conv", "Identity"), operators(folded));
                assertEquals(2, folded.getGraph().getInitializerCount(), "what nobody reads any more is gone");
                assertArrayEquals(run(model), run(folded), 1e-5f);
            }
        }
    }

    @Test
    void whatTheConvolutionGivesToOthersStays() {
        ModelProto model = model((graph, x) -> {
            String y = conv(graph, x, 1, true);
            return graph.add(y, normalized(graph, y));
        });
        assertSame(model, BatchNormalizationFolding.apply(model));
    }

    @Test
    void aNormalizationInFrontOfAConvolutionStays() {
        ModelProto model = model((graph, x) -> conv(graph, normalized(graph, x), 1, true));
        assertSame(model, BatchNormalizationFolding.apply(model));
    }

    @Test
    void weightsThatSeveralConvolutionsShareStay() {
        ModelProto model = model((graph, x) -> {
            String weights = random(graph, -1, 1, 4, 4, 1, 1);
            String first = normalized(graph, graph.node("Conv", List.of(x, weights)));
            return graph.node("Conv", List.of(first, weights));
        });
        ModelProto folded = BatchNormalizationFolding.apply(model);
        assertTrue(operators(folded).stream().noneMatch("BatchNormalization"::equals));
        assertArrayEquals(run(model), run(folded), 1e-5f);
    }
}
