package io.facecloak.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.function.BiFunction;

/** Small models built in tests. */
public final class TinyModels {

    private TinyModels() {}

    /**
     * A model with input {@code x} and output {@code y}.
     *
     * @param body appends nodes that read {@code x} and returns the value that becomes {@code y}
     */
    public static ModelProto model(
            long opset, DataType real, BiFunction<GraphBuilder, String, String> body, long... inputShape) {
        ModelProto empty = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .setGraph(GraphProto.newBuilder().setName("tiny"))
                .build();
        GraphBuilder graph = new GraphBuilder(empty, real);
        String x = graph.input("x", inputShape);
        graph.output("y", body.apply(graph, x));
        return graph.build();
    }

    /** Faces to embeddings through so many operators in a row; the engine takes seconds for some ten thousand. */
    public static ModelProto chain(int operators) {
        return model(
                17,
                DataType.FLOAT,
                (graph, x) -> {
                    String value = graph.matMul(
                            graph.node("Flatten", List.of(graph.unary("GlobalAveragePool", x))),
                            graph.filled(1, 3, 16));
                    for (int i = 0; i < operators; i++) {
                        value = graph.unary("Sigmoid", value);
                    }
                    return value;
                },
                -1,
                3,
                112,
                112);
    }
}
