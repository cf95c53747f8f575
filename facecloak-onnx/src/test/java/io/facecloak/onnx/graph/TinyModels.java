package io.facecloak.onnx.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
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
}
