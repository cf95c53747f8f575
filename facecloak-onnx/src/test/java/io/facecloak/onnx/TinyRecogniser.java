package io.facecloak.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import java.util.List;
import java.util.Random;

/** A recogniser with random weights: strided convolution, PRelu, a residual block, pooling, a linear layer. */
public final class TinyRecogniser {

    static final int DIMENSION = 24;

    private TinyRecogniser() {}

    public static byte[] bytes() {
        return model(-1, 112, new long[] {0, -1}).toByteArray();
    }

    /**
     * @param batch the declared batch; −1 for any
     * @param size side of the input
     * @param flat the constant target of the reshape before the linear layer
     */
    static ModelProto model(long batch, int size, long[] flat) {
        return TinyModels.model(17, DataType.FLOAT, (graph, x) -> body(graph, x, flat), batch, 3, size, size);
    }

    private static String body(GraphBuilder graph, String x, long[] flat) {
        Random random = new Random(7);
        String stem = graph.node(
                "Conv",
                List.of(x, weights(graph, random, 8, 3, 3, 3)),
                Attributes.of("strides", new long[] {4, 4}),
                Attributes.of("pads", new long[] {1, 1, 1, 1}));
        String active = graph.node("PRelu", List.of(stem, weights(graph, random, 8, 1, 1)));
        String branch = graph.node(
                "Conv",
                List.of(active, weights(graph, random, 8, 8, 3, 3)),
                Attributes.of("pads", new long[] {1, 1, 1, 1}));
        String sum = graph.unary("Relu", graph.add(active, branch));
        String pooled = graph.node(
                "AveragePool",
                List.of(sum),
                Attributes.of("kernel_shape", new long[] {7, 7}),
                Attributes.of("strides", new long[] {7, 7}));
        String rows = graph.reshape(pooled, flat);
        return graph.matMul(rows, weights(graph, random, 128, DIMENSION));
    }

    private static String weights(GraphBuilder graph, Random random, long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count *= (int) dimension;
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian() * 0.3;
        }
        return graph.reals(values, shape);
    }
}
