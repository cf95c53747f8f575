package io.facecloak.onnx.arc2face;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;

/** Layers of diffusion models as the exporters write them, with weights by name. */
final class TinyLayers {

    private final GraphBuilder graph;
    private final Weights weights;

    TinyLayers(Weights weights) {
        this.graph = new GraphBuilder(
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .setGraph(GraphProto.newBuilder().setName("tiny"))
                        .build(),
                DataType.FLOAT);
        this.weights = weights;
    }

    GraphBuilder graph() {
        return graph;
    }

    String weight(String name, double deviation, long... shape) {
        return graph.reals(weights.normal(name, deviation, count(shape)), shape);
    }

    String weight(String name, double mean, double deviation, long... shape) {
        return graph.reals(weights.normal(name, mean, deviation, count(shape)), shape);
    }

    private static int count(long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count *= (int) dimension;
        }
        return count;
    }

    /** On the last axis. */
    String linear(String name, String x, int in, int out) {
        String product = graph.matMul(x, weight(name + ".weight", 1 / Math.sqrt(in), in, out));
        return graph.add(product, weight(name + ".bias", 0.1, out));
    }

    String conv(String name, String x, int in, int out, int kernel, int stride) {
        int pad = kernel / 2;
        return graph.node(
                "Conv",
                List.of(
                        x,
                        weight(name + ".weight", 1 / Math.sqrt(in * kernel * kernel), out, in, kernel, kernel),
                        weight(name + ".bias", 0.1, out)),
                Attributes.of("kernel_shape", new long[] {kernel, kernel}),
                Attributes.of("strides", new long[] {stride, stride}),
                Attributes.of("pads", new long[] {pad, pad, pad, pad}));
    }

    String layerNorm(String name, String x, int width) {
        return graph.node(
                "LayerNormalization",
                List.of(x, weight(name + ".weight", 1, 0.1, width), weight(name + ".bias", 0.1, width)),
                Attributes.of("axis", -1),
                Attributes.of("epsilon", 1e-5f));
    }

    /** As exporters write it: instances of groups, then scale and bias per channel. */
    String groupNorm(String name, String x, int channels, int groups) {
        String grouped = graph.reshape(x, 0, groups, -1);
        String normal = graph.node(
                "InstanceNormalization",
                List.of(grouped, graph.filled(1, groups), graph.filled(0, groups)),
                Attributes.of("epsilon", 1e-5f));
        String back = graph.node("Reshape", List.of(normal, graph.shapeOf(x)));
        String scaled = graph.mul(back, weight(name + ".weight", 1, 0.1, channels, 1, 1));
        return graph.add(scaled, weight(name + ".bias", 0.1, channels, 1, 1));
    }

    String silu(String x) {
        return graph.mul(x, graph.unary("Sigmoid", x));
    }

    String doubled(String x) {
        return graph.node(
                "Resize",
                List.of(x, "", graph.scales(1, 1, 2, 2)),
                Attributes.of("mode", "nearest"),
                Attributes.of("coordinate_transformation_mode", "asymmetric"),
                Attributes.of("nearest_mode", "floor"));
    }

    /**
     * Multi-head attention with its four projections.
     *
     * @param queries [N, tokens, width]
     * @param context [N, others, contextWidth], the queries themselves for self-attention
     * @param mask added to the scores, or null
     */
    String attention(
            String name,
            String queries,
            int width,
            String context,
            int contextWidth,
            int inner,
            int heads,
            String mask) {
        int size = inner / heads;
        String q = split(linear(name + ".q", queries, width, inner), heads, size, 0, 2, 1, 3);
        String k = split(linear(name + ".k", context, contextWidth, inner), heads, size, 0, 2, 3, 1);
        String v = split(linear(name + ".v", context, contextWidth, inner), heads, size, 0, 2, 1, 3);
        String scores = graph.mul(graph.matMul(q, k), graph.scalar(1 / Math.sqrt(size)));
        if (mask != null) {
            scores = graph.add(scores, mask);
        }
        String mixed = graph.matMul(graph.node("Softmax", List.of(scores), Attributes.of("axis", -1)), v);
        String rows = graph.reshape(graph.transpose(mixed, 0, 2, 1, 3), 0, -1, inner);
        return linear(name + ".out", rows, inner, width);
    }

    private String split(String x, int heads, int size, long... permutation) {
        return graph.transpose(graph.reshape(x, 0, -1, heads, size), permutation);
    }

    /** The same in plain arithmetic; {@code heads} with {@code causal} for a mask. */
    static double[] plainAttention(
            Weights weights,
            String name,
            double[] queries,
            int width,
            double[] context,
            int contextWidth,
            int inner,
            int heads,
            boolean causal) {
        double[] q = plainLinear(weights, name + ".q", queries, width, inner);
        double[] k = plainLinear(weights, name + ".k", context, contextWidth, inner);
        double[] v = plainLinear(weights, name + ".v", context, contextWidth, inner);
        return plainLinear(weights, name + ".out", PlainMath.attention(q, k, v, inner, heads, causal), inner, width);
    }

    static double[] plainLinear(Weights weights, String name, double[] x, int in, int out) {
        return PlainMath.linear(
                x,
                weights.normal(name + ".weight", 1 / Math.sqrt(in), in * out),
                weights.normal(name + ".bias", 0.1, out));
    }

    static double[] plainConv(Weights weights, String name, double[] x, int in, int out, int kernel, int stride) {
        return PlainMath.conv(
                x,
                weights.normal(name + ".weight", 1 / Math.sqrt(in * kernel * kernel), out * in * kernel * kernel),
                weights.normal(name + ".bias", 0.1, out),
                kernel,
                stride);
    }

    static double[] plainLayerNorm(Weights weights, String name, double[] x, int width) {
        return PlainMath.layerNorm(
                x, weights.normal(name + ".weight", 1, 0.1, width), weights.normal(name + ".bias", 0.1, width));
    }

    static double[] plainGroupNorm(Weights weights, String name, double[] x, int channels, int groups) {
        return PlainMath.groupNorm(
                x,
                groups,
                weights.normal(name + ".weight", 1, 0.1, channels),
                weights.normal(name + ".bias", 0.1, channels));
    }
}
