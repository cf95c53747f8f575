package io.facecloak.onnx.internal.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import io.facecloak.onnx.internal.runtime.TestDevice;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientGraphTest {

    private static ModelProto model(BiFunction<GraphBuilder, String, String> body, long... shape) {
        return TinyModels.model(17, DataType.FLOAT, body, shape);
    }

    private static float[] gradient(ModelProto model, float[] x, long[] shape, float[] cotangent, long... outputShape) {
        return gradient(GradientLayout.PLAIN, model, x, shape, cotangent, outputShape);
    }

    private static float[] gradient(
            GradientLayout layout, ModelProto model, float[] x, long[] shape, float[] cotangent, long... outputShape) {
        ModelProto combined = GradientGraph.differentiate("tiny", model, layout);
        try (OnnxGraph graph = OnnxGraph.load("tiny", combined.toByteArray(), TestDevice.get())) {
            FloatBuffer gradient = graph.run(Map.of(
                            "x",
                            new FloatTensor(FloatBuffer.wrap(x), shape),
                            GradientGraph.COTANGENT,
                            new FloatTensor(FloatBuffer.wrap(cotangent), outputShape)))
                    .get(GradientGraph.GRADIENT)
                    .data();
            float[] values = new float[gradient.remaining()];
            gradient.get(values);
            return values;
        }
    }

    @Test
    void equalMaximaInAWindowGiveTheGradientOnce() {
        ModelProto model = model(
                (graph, x) -> graph.node(
                        "MaxPool",
                        List.of(x),
                        Attributes.of("kernel_shape", new long[] {2, 2}),
                        Attributes.of("strides", new long[] {2, 2})),
                -1,
                1,
                2,
                4);
        float[] gradient = gradient(model, new float[8], new long[] {1, 1, 2, 4}, new float[] {3, 5}, 1, 1, 1, 2);
        assertArrayEquals(new float[] {3, 0, 5, 0, 0, 0, 0, 0}, gradient);
    }

    @Test
    void equalMaximaAlongAnAxisShareTheGradient() {
        ModelProto model = model((graph, x) -> graph.reduce("ReduceMax", x, false, 1), -1, 4);
        float[] gradient = gradient(model, new float[] {2, 1, 2, 0}, new long[] {1, 4}, new float[] {6}, 1);
        assertArrayEquals(new float[] {3, 0, 3, 0}, gradient);
    }

    @Test
    void normOfZeroHasAFiniteGradient() {
        ModelProto model = model((graph, x) -> graph.reduce("ReduceL2", x, true, 1), -1, 3);
        assertArrayEquals(new float[3], gradient(model, new float[3], new long[] {1, 3}, new float[] {1}, 1, 1));
    }

    @ParameterizedTest
    @EnumSource
    void nothingFlowsIntoACornerOfAnActivation(GradientLayout layout) {
        ModelProto model = model(
                (graph, x) -> graph.node("Clip", List.of(graph.unary("Relu", x), graph.scalar(0), graph.scalar(6))),
                -1,
                1,
                1,
                5);
        float[] x = {-1, 0, 1e-20f, 5.9999995f, 6};
        assertArrayEquals(
                new float[] {0, 0, 1, 1, 0},
                gradient(layout, model, x, new long[] {1, 1, 1, 5}, new float[] {1, 1, 1, 1, 1}, 1, 1, 1, 5));
    }

    /** To the last bit: the float below the upper bound passes, the bound does not. */
    @ParameterizedTest
    @ValueSource(floats = {1e-6f, 0.1f, 1, 3, 6, 255, 1000.7f, 1048575})
    void boundsOfAClipAreExactInEveryLayout(float high) {
        ModelProto model =
                model((graph, x) -> graph.node("Clip", List.of(x, graph.scalar(0), graph.scalar(high))), -1, 1, 1, 8);
        float below = Math.nextDown(high);
        float[] x = {-high, -1e-30f, 0, 1e-29f, high / 2, below, high, 2 * high};
        float[] ones = {1, 1, 1, 1, 1, 1, 1, 1};
        for (GradientLayout layout : GradientLayout.values()) {
            assertArrayEquals(
                    new float[] {0, 0, 0, 1, 1, 1, 0, 0},
                    gradient(layout, model, x, new long[] {1, 1, 1, 8}, ones, 1, 1, 1, 8),
                    layout.name());
        }
    }

    @Test
    void branchesThatDoNotReachTheOutputNeedNoRule() {
        ModelProto model = model(
                (graph, x) -> {
                    String unused = graph.unary("Floor", x);
                    String compared = graph.indicator(graph.greater(graph.unary("Ceil", x), unused));
                    return graph.add(graph.mul(x, graph.scalar(3)), graph.mul(compared, graph.scalar(0)));
                },
                -1,
                2);
        // The comparison reaches the output, but only in steps.
        assertArrayEquals(
                new float[] {3, 6},
                gradient(model, new float[] {0.5f, 0.7f}, new long[] {1, 2}, new float[] {1, 2}, 1, 2));
    }

    @Test
    void listsAllNodesThatCannotBeDifferentiated() {
        ModelProto model = model((graph, x) -> graph.unary("Floor", graph.unary("Round", x)), -1, 2);
        ModelException e = assertThrows(ModelException.class, () -> GradientGraph.differentiate("steps", model));
        assertTrue(e.getMessage().contains("steps") && e.getMessage().contains("2 node"), e.getMessage());
        assertTrue(e.getMessage().contains("(Floor, domain ai.onnx)"), e.getMessage());
        assertTrue(e.getMessage().contains("(Round, domain ai.onnx)"), e.getMessage());
        assertTrue(e.getMessage().contains("GradientGraph.supportedOperators()"), e.getMessage());
        assertTrue(GradientGraph.supportedOperators().containsAll(List.of("Conv", "PRelu", "Gemm")));
    }

    @Test
    void saysWhyANodeIsBeyondItsRule() {
        ModelProto model = model(
                (graph, x) -> graph.node(
                        "Conv", List.of(graph.reals(new double[9], 1, 1, 3, 3), graph.reshape(x, 1, 1, 2, 2))),
                1,
                4);
        ModelException e = assertThrows(ModelException.class, () -> GradientGraph.differentiate("dynamic", model));
        assertTrue(e.getMessage().contains("input 1 depends on the picture"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bii->b", "...i->...i"})
    void otherEinsumsAreRefusedWithTheirEquation(String equation) {
        ModelProto model =
                model((graph, x) -> graph.node("Einsum", List.of(x), Attributes.of("equation", equation)), -1, 2, 2);
        ModelException e = assertThrows(ModelException.class, () -> GradientGraph.differentiate("einsum", model));
        assertTrue(e.getMessage().contains(equation), e.getMessage());
    }

    @Test
    void outputMustDependOnTheInput() {
        ModelProto model = model((graph, x) -> graph.zeros(graph.shapeOf(x)), -1, 2);
        ModelException e = assertThrows(ModelException.class, () -> GradientGraph.differentiate("constant", model));
        assertTrue(e.getMessage().contains("does not depend"), e.getMessage());
    }

    @Test
    void theCombinedModelKeepsTheOutputAndItsName() {
        ModelProto combined = GradientGraph.differentiate("tiny", model((graph, x) -> graph.unary("Tanh", x), -1, 2));
        assertEquals("y", combined.getGraph().getOutput(0).getName());
        assertEquals(GradientGraph.GRADIENT, combined.getGraph().getOutput(1).getName());
    }

    /** What an exporter writes for code that asks whether there are three channels. */
    @Test
    void aBranchThatShapesDecideIsTaken() {
        ModelProto model = model(
                (graph, x) -> {
                    String channels =
                            graph.node("Gather", List.of(graph.shapeOf(x), graph.index(1)), Attributes.of("axis", 0));
                    String condition = graph.node("Equal", List.of(channels, graph.index(3)));
                    return branch(graph, condition, x);
                },
                -1,
                3);
        float[] gradient = gradient(model, new float[] {1, -2, 3}, new long[] {1, 3}, new float[] {1, 1, 2}, 1, 3);
        assertArrayEquals(new float[] {2, -4, 12}, gradient, 1e-5f);
    }

    @Test
    void controlFlowThatThePictureDecidesIsRefusedWithEverythingElse() {
        for (boolean byBatch : new boolean[] {true, false}) {
            ModelProto model = model(
                    (graph, x) -> {
                        String condition = byBatch
                                ? graph.node(
                                        "Equal",
                                        List.of(
                                                graph.node("Gather", List.of(graph.shapeOf(x), graph.index(0))),
                                                graph.index(1)))
                                : graph.greater(
                                        graph.reshape(graph.reduce("ReduceMax", x, false, 0, 1), 1), graph.scalar(0));
                        return graph.unary("Round", branch(graph, condition, x));
                    },
                    -1,
                    3);
            ModelException e = assertThrows(ModelException.class, () -> GradientGraph.differentiate("branchy", model));
            assertTrue(e.getMessage().contains("2 node(s)"), e.getMessage());
            assertTrue(e.getMessage().contains("(If, domain ai.onnx): which branch"), e.getMessage());
            assertTrue(e.getMessage().contains("(Round, domain ai.onnx): no rule"), e.getMessage());
        }
    }

    @Test
    void loopsAreRefused() {
        ModelProto model = model(
                (graph, x) -> graph.node(
                        "Loop",
                        List.of(graph.index(3), "", x),
                        AttributeProto.newBuilder()
                                .setName("body")
                                .setType(AttributeProto.AttributeType.GRAPH)
                                .setG(GraphProto.newBuilder().setName("body"))
                                .build()),
                -1,
                3);
        ModelException e = assertThrows(ModelException.class, () -> GradientGraph.differentiate("loopy", model));
        assertTrue(e.getMessage().contains("(Loop, domain ai.onnx): a loop"), e.getMessage());
    }

    /** {@code condition ? x·x : -x}; both branches call their value the same. */
    private static String branch(GraphBuilder graph, String condition, String x) {
        return graph.node(
                "If",
                List.of(condition),
                subgraph(
                        "then_branch",
                        NodeProto.newBuilder().setOpType("Mul").addInput(x).addInput(x)),
                subgraph("else_branch", NodeProto.newBuilder().setOpType("Neg").addInput(x)));
    }

    private static AttributeProto subgraph(String name, NodeProto.Builder node) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(GraphProto.newBuilder()
                        .setName(name)
                        .addNode(node.addOutput("inner"))
                        .addOutput(ValueInfoProto.newBuilder()
                                .setName("inner")
                                .setType(TypeProto.newBuilder()
                                        .setTensorType(
                                                TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE)))))
                .build();
    }
}
