package io.facecloak.onnx.arc2face;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.face.AlignedFace;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import java.util.List;

/** A recogniser with ArcFace's input and output: means of 16×16 pixels, a linear layer. */
final class TinyArcFace {

    private static final int POOL = 16;
    private static final int CELLS = AlignedFace.SIZE / POOL;
    private static final int FEATURES = 3 * CELLS * CELLS;

    private TinyArcFace() {}

    static ModelProto graph(int dimension) {
        return TinyModels.model(17, DataType.FLOAT, (graph, x) -> body(graph, x, dimension), -1, 3, 112, 112);
    }

    private static String body(GraphBuilder graph, String x, int dimension) {
        String pooled = graph.node(
                "AveragePool",
                List.of(x),
                Attributes.of("kernel_shape", new long[] {POOL, POOL}),
                Attributes.of("strides", new long[] {POOL, POOL}));
        return graph.matMul(graph.reshape(pooled, 0, FEATURES), graph.reals(weights(dimension), FEATURES, dimension));
    }

    private static double[] weights(int dimension) {
        return new Weights(false).normal("arcface", 1, FEATURES * dimension);
    }

    /** The normalised embedding of a face in plain arithmetic. */
    static double[] plain(AlignedFace face, int dimension) {
        double[] pooled = new double[FEATURES];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < AlignedFace.SIZE; y++) {
                for (int x = 0; x < AlignedFace.SIZE; x++) {
                    double value = (face.at(c, y, x) * 255 - 127.5) / 127.5;
                    pooled[(c * CELLS + y / POOL) * CELLS + x / POOL] += value / (POOL * POOL);
                }
            }
        }
        double[] embedding = PlainMath.linear(pooled, weights(dimension), new double[dimension]);
        double norm = 0;
        for (double value : embedding) {
            norm += value * value;
        }
        double length = Math.sqrt(norm);
        return PlainMath.map(embedding, value -> value / length);
    }
}
