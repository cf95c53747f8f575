package io.facecloak.onnx.internal.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.operator.ShapeInference;
import io.facecloak.onnx.internal.operator.Shapes;
import io.facecloak.onnx.internal.reading.FreeBatch;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.testing.Shared;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes computed without an engine against those that the engine reports. */
class InferredShapesTest {

    static Stream<Arguments> architectures() {
        return Stream.concat(ArchitectureTest.architectures(), ArchitectureTest.smoothArchitectures());
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void agreesWithTheEngine(BiFunction<GraphBuilder, String, String> body, long opset) {
        check(ModelReader.read(
                "network",
                TinyModels.model(opset, DataType.FLOAT, body, -1, 3, 32, 32).toByteArray()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recognisers/mobilefacenet-foamliu",
                "recognisers/mobileface-v2",
                "recognisers/mobileface-v3",
                "mtcnn/onet"
            })
    void agreesWithTheEngineOnRealModels(String file) {
        check(FreeBatch.apply(ModelReader.read(Shared.path("models/" + file + ".onnx"))));
    }

    private static void check(ModelProto model) {
        long[] shape = model.getGraph().getInput(0).getType().getTensorType().getShape().getDimList().stream()
                .mapToLong(dimension -> dimension.getDimValue() > 0 ? dimension.getDimValue() : -1)
                .toArray();
        String output = model.getGraph().getOutput(0).getName();
        Activity activity =
                new Activity(model.getGraph(), model.getGraph().getInput(0).getName(), output);
        Shapes inferred = InferredShapes.of(model.getGraph(), shape, activity)
                .orElseThrow(() -> new AssertionError("incomplete"));
        Shapes probed = new ShapeProbe("network", model, shape, activity.inactive());
        for (NodeProto node : model.getGraph().getNodeList()) {
            String value = node.getOutput(0);
            assertEquals(probed.shape(value), inferred.shape(value), node.getOpType() + " " + value);
        }
    }

    /** Operands that contradict each other are for the engine to refuse. */
    @Test
    void whatMakesNoSenseStaysUnknown() {
        for (BiFunction<GraphBuilder, String, String> nonsense : List.<BiFunction<GraphBuilder, String, String>>of(
                (graph, x) -> graph.matMul(graph.scalar(1), graph.scalar(2)),
                (graph, x) -> graph.node("ConstantOfShape", List.of(graph.longs(-5))),
                (graph, x) -> graph.node("Gather", List.of(graph.longs(1, 2), graph.index(7))),
                (graph, x) -> graph.node("Div", List.of(graph.longs(1), graph.longs(0))))) {
            ModelProto model = TinyModels.model(17, DataType.FLOAT, nonsense, -1, 4);
            String value = model.getGraph().getNode(0).getOutput(0);
            assertNull(
                    ShapeInference.of(model.getGraph(), new long[] {-1, 4}, 1).value(value));
        }
    }

    @Test
    void whatNumbersDecideStaysUnknown() {
        ModelProto model = TinyModels.model(
                17,
                DataType.FLOAT,
                (graph, x) -> {
                    String where = graph.node("NonZero", List.of(x));
                    return graph.node("Gather", List.of(x, graph.reshape(where, -1)));
                },
                -1,
                4);
        Activity activity = new Activity(model.getGraph(), "x", "y");
        assertTrue(InferredShapes.of(model.getGraph(), new long[] {-1, 4}, activity)
                .isEmpty());
    }
}
