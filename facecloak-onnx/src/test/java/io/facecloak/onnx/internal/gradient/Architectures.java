package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;

/** The topologies of public face recognisers, narrower and on smaller pictures, with random weights. Each returns [N, 32]. */
final class Architectures {

    static final int DIMENSION = 32;

    private static final long[] IR_WIDTHS = {8, 16, 24, 32};

    private Architectures() {}

    static String ir50(GraphBuilder graph, String x) {
        return ir(graph, x, 3, 4, 14, 3);
    }

    static String ir100(GraphBuilder graph, String x) {
        return ir(graph, x, 3, 13, 30, 3);
    }

    /** ArcFace's IR: BN, Conv, BN, PRelu, Conv, BN and a shortcut in each of so many blocks per stage. */
    private static String ir(GraphBuilder graph, String x, int... blocks) {
        Layers layers = new Layers(graph);
        String y = layers.activated(layers.conv(x, 3, 8, 3, 1, 1), 8);
        long in = 8;
        for (int stage = 0; stage < 4; stage++) {
            for (int block = 0; block < blocks[stage]; block++) {
                y = irBlock(layers, y, in, IR_WIDTHS[stage], block == 0 ? 2 : 1);
                in = IR_WIDTHS[stage];
            }
        }
        String flat = graph.node("Flatten", List.of(layers.batchNorm(y, in)), Attributes.of("axis", 1));
        return layers.batchNorm(layers.linear(graph.identity(flat), in * 4, DIMENSION), DIMENSION);
    }

    private static String irBlock(Layers layers, String x, long in, long out, long stride) {
        String y = layers.activated(layers.conv(layers.batchNorm(x, in), in, out, 3, 1, 1), out);
        y = layers.batchNorm(layers.conv(y, out, out, 3, stride, 1), out);
        String shortcut = stride == 1 ? x : layers.batchNorm(layers.conv(x, in, out, 1, stride, 0), out);
        return layers.graph().add(y, shortcut);
    }

    /** AdaFace's IR: MaxPool with kernel 1 as the shortcut, squeeze-and-excitation, normalised output. */
    static String adaFaceWithSqueeze(GraphBuilder graph, String x) {
        Layers layers = new Layers(graph);
        String y = layers.activated(layers.conv(x, 3, 8, 3, 1, 1), 8);
        long in = 8;
        for (int stage = 0; stage < 3; stage++) {
            long out = IR_WIDTHS[stage];
            for (int block = 0; block < 2; block++) {
                long stride = block == 0 ? 2 : 1;
                String residual = layers.batchNorm(y, in);
                residual = layers.activated(layers.conv(residual, in, out, 3, 1, 1), out);
                residual = layers.batchNorm(layers.conv(residual, out, out, 3, stride, 1), out);
                residual = squeezeAndExcite(layers, residual, out);
                String shortcut = in == out
                        ? graph.node(
                                "MaxPool",
                                List.of(y),
                                Attributes.of("kernel_shape", new long[] {1, 1}),
                                Attributes.of("strides", new long[] {stride, stride}))
                        : layers.batchNorm(layers.conv(y, in, out, 1, stride, 0), out);
                y = graph.add(residual, shortcut);
                in = out;
            }
        }
        String flat = graph.node("Flatten", List.of(graph.node("Dropout", List.of(layers.batchNorm(y, in)))));
        return layers.normalised(layers.batchNorm(layers.linear(flat, in * 16, DIMENSION), DIMENSION), 1);
    }

    private static String squeezeAndExcite(Layers layers, String x, long channels) {
        String squeezed = layers.pointwise(layers.graph().unary("GlobalAveragePool", x), channels, channels / 2);
        String excited = layers.conv(layers.graph().unary("Relu", squeezed), channels / 2, channels, 1, 1, 0);
        return layers.graph().mul(x, layers.graph().unary("Sigmoid", excited));
    }

    /** FaceNet: branches joined and scaled, asymmetric kernels, overlapping pools. */
    static String inceptionResNet(GraphBuilder graph, String x) {
        Layers layers = new Layers(graph);
        String y = graph.unary("Relu", layers.batchNorm(layers.conv(x, 3, 8, 3, 2, 0), 8));
        y = graph.node(
                "MaxPool",
                List.of(y),
                Attributes.of("kernel_shape", new long[] {3, 3}),
                Attributes.of("strides", new long[] {2, 2}));
        for (int i = 0; i < 3; i++) {
            String one = basic(layers, y, 8, 4, 1, 1, 0, 0);
            String wide = basic(layers, y, 8, 4, 1, 1, 0, 0);
            wide = basic(layers, wide, 4, 4, 1, 3, 0, 1);
            wide = basic(layers, wide, 4, 4, 3, 1, 1, 0);
            String joined = graph.node("Concat", List.of(one, wide), Attributes.of("axis", 1));
            String up = layers.conv(joined, 8, 8, new long[] {1, 1}, 1, new long[4], 1, true);
            y = graph.unary("Relu", graph.add(graph.mul(up, graph.scalar(0.17)), y));
        }
        String pooled = graph.node(
                "MaxPool",
                List.of(y),
                Attributes.of("kernel_shape", new long[] {3, 3}),
                Attributes.of("strides", new long[] {2, 2}));
        String strided = graph.unary("Relu", layers.batchNorm(layers.conv(y, 8, 8, 3, 2, 0), 8));
        y = graph.node("Concat", List.of(pooled, strided), Attributes.of("axis", 1));
        String flat = graph.reshape(graph.unary("GlobalAveragePool", y), 0, -1);
        String embedding = layers.batchNorm(graph.matMul(flat, layers.weights(0.25, 16, DIMENSION)), DIMENSION);
        return layers.normalised(embedding, 1);
    }

    private static String basic(
            Layers layers, String x, long in, long out, long height, long width, long padY, long padX) {
        String y =
                layers.conv(x, in, out, new long[] {height, width}, 1, new long[] {padY, padX, padY, padX}, 1, false);
        return layers.graph().unary("Relu", layers.batchNorm(y, out));
    }

    /** MobileFaceNet: inverted residuals with depthwise convolutions, and a depthwise convolution over the whole map. */
    static String mobileFaceNet(GraphBuilder graph, String x) {
        Layers layers = new Layers(graph);
        String y = layers.activated(layers.conv(x, 3, 16, 3, 2, 1), 16);
        y = layers.activated(layers.depthwise(y, 16, 3, 1, 1), 16);
        long[] strides = {2, 1, 1, 2, 1};
        for (long stride : strides) {
            String inner = layers.activated(layers.conv(y, 16, 32, 1, 1, 0), 32);
            inner = layers.activated(layers.depthwise(inner, 32, 3, stride, 1), 32);
            inner = layers.batchNorm(layers.conv(inner, 32, 16, 1, 1, 0), 16);
            y = stride == 1 ? graph.add(y, inner) : inner;
        }
        y = layers.activated(layers.conv(y, 16, 32, 1, 1, 0), 32);
        y = layers.batchNorm(layers.depthwise(y, 32, 4, 1, 0), 32);
        String flat = graph.reshape(y, -1, 32);
        return layers.batchNorm(graph.matMul(flat, layers.weights(0.2, 32, DIMENSION)), DIMENSION);
    }

    /** MobileNet of the third kind, with its hard activations and clips. */
    static String mobileNet(GraphBuilder graph, String x) {
        Layers layers = new Layers(graph);
        String y = graph.unary("HardSwish", layers.batchNorm(layers.conv(x, 3, 8, 3, 2, 1), 8));
        String inner = graph.node("Clip", List.of(layers.pointwise(y, 8, 16), graph.scalar(0), graph.scalar(6)));
        inner = layers.depthwise(inner, 16, 3, 1, 1);
        String pooled = graph.unary("GlobalAveragePool", inner);
        String gate = graph.node(
                "HardSigmoid", List.of(layers.conv(pooled, 16, 16, 1, 1, 0)), Attributes.of("alpha", 1 / 6f));
        y = graph.add(y, layers.conv(graph.mul(inner, gate), 16, 8, 1, 1, 0));
        y = graph.node(
                "LeakyRelu",
                List.of(layers.batchNorm(layers.conv(y, 8, 16, 3, 2, 1), 16)),
                Attributes.of("alpha", 0.1f));
        String mean = graph.reduce("ReduceMean", y, false, 2, 3);
        return layers.linear(graph.unary("Elu", mean), 16, DIMENSION);
    }

    /** A vision transformer on 8×8 patches; {@code fused} says whether LayerNormalization is one node. */
    static String visionTransformer(GraphBuilder graph, String x, boolean fused) {
        Layers layers = new Layers(graph);
        long width = 24;
        long heads = 3;
        long tokens = 16;
        String patches = layers.conv(x, 3, width, new long[] {8, 8}, 8, new long[4], 1, true);
        String shape = graph.shapeOf(patches);
        String batch = graph.node("Gather", List.of(shape, graph.index(0)), Attributes.of("axis", 0));
        String target = graph.node(
                "Concat",
                List.of(graph.reshape(batch, 1), graph.longs(width), graph.longs(-1)),
                Attributes.of("axis", 0));
        String y = graph.transpose(graph.node("Reshape", List.of(patches, target)), 0, 2, 1);
        y = graph.add(y, layers.weights(0.2, 1, tokens, width));
        for (int block = 0; block < 2; block++) {
            String normed = fused ? layers.layerNorm(y, width) : layers.decomposedLayerNorm(y, width);
            String qkv = layers.project(normed, width, 3 * width);
            qkv = graph.transpose(graph.reshape(qkv, 0, tokens, 3, heads, width / heads), 2, 0, 3, 1, 4);
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                parts.add(graph.node("Gather", List.of(qkv, graph.index(i)), Attributes.of("axis", 0)));
            }
            String scores = graph.mul(
                    graph.matMul(parts.get(0), graph.transpose(parts.get(1), 0, 1, 3, 2)),
                    graph.scalar(1 / Math.sqrt(width / (double) heads)));
            String attention = graph.node("Softmax", List.of(scores), Attributes.of("axis", -1));
            String mixed = graph.transpose(graph.matMul(attention, parts.get(2)), 0, 2, 1, 3);
            y = graph.add(y, layers.project(graph.reshape(mixed, 0, tokens, width), width, width));
            String hidden = fused ? layers.layerNorm(y, width) : layers.decomposedLayerNorm(y, width);
            hidden = layers.project(hidden, width, 2 * width);
            hidden = fused
                    ? layers.decomposedGelu(hidden)
                    : graph.node("Clip", List.of(hidden, graph.scalar(0), graph.scalar(6)));
            y = graph.add(y, layers.project(hidden, 2 * width, width));
        }
        String flat = graph.reshape(y, 0, tokens * width);
        String hidden = layers.batchNorm(layers.linear(flat, tokens * width, 48), 48);
        return layers.batchNorm(layers.linear(hidden, 48, DIMENSION), DIMENSION);
    }

    /**
     * EdgeFace: channels split and convolved in a cascade, attention across channels, positions added, layer scale; {@code gelu} says
     * whether Gelu is one node.
     */
    static String edgeFace(GraphBuilder graph, String x, boolean gelu) {
        Layers layers = new Layers(graph);
        long width = 24;
        long heads = 4;
        String y = layers.conv(x, 3, width, new long[] {4, 4}, 4, new long[4], 1, true);
        y = channelsFirst(graph, layers.layerNorm(channelsLast(graph, y), width));
        String shortcut = y;
        List<String> parts = graph.node("Split", List.of(y, graph.longs(8, 8, 8)), 3, Attributes.of("axis", 1));
        String first = layers.depthwise(parts.get(0), 8, 3, 1, 1);
        String second = layers.depthwise(graph.add(parts.get(1), first), 8, 3, 1, 1);
        y = graph.node("Concat", List.of(first, second, parts.get(2)), Attributes.of("axis", 1));
        long tokens = 64;
        String sequence = graph.transpose(graph.reshape(y, 0, width, tokens), 0, 2, 1);
        sequence = graph.add(sequence, layers.weights(0.2, 1, tokens, width));
        String qkv = layers.project(layers.layerNorm(sequence, width), width, 3 * width);
        qkv = graph.transpose(graph.reshape(qkv, 0, tokens, 3, heads, width / heads), 2, 0, 3, 4, 1);
        List<String> three = graph.node("Split", List.of(qkv, graph.longs(1, 1, 1)), 3, Attributes.of("axis", 0));
        List<String> squeezed = three.stream()
                .map(part -> graph.node("Squeeze", List.of(part, graph.longs(0))))
                .toList();
        String q = layers.normalised(squeezed.get(0), -1);
        String k = layers.normalised(squeezed.get(1), -1);
        String scores = graph.mul(graph.matMul(q, graph.transpose(k, 0, 1, 3, 2)), layers.weights(1, 0.2, heads, 1, 1));
        String attention = graph.node("Softmax", List.of(scores), Attributes.of("axis", -1));
        String mixed = graph.transpose(graph.matMul(attention, squeezed.get(2)), 0, 3, 1, 2);
        String attended = layers.project(graph.reshape(mixed, 0, tokens, width), width, width);
        sequence = graph.add(sequence, graph.mul(attended, layers.weights(0.5, width)));
        String hidden = layers.project(layers.layerNorm(sequence, width), width, 2 * width);
        hidden = gelu ? graph.unary("Gelu", hidden) : layers.decomposedGelu(hidden);
        hidden = graph.mul(layers.project(hidden, 2 * width, width), layers.weights(0.5, width));
        String map = graph.reshape(graph.transpose(hidden, 0, 2, 1), 0, width, 8, 8);
        y = graph.add(shortcut, map);
        String pooled = graph.node(
                "Slice",
                List.of(graph.unary("GlobalAveragePool", y), graph.longs(0), graph.longs(width), graph.longs(1)));
        return layers.linear(graph.node("Flatten", List.of(pooled)), width, DIMENSION);
    }

    private static String channelsLast(GraphBuilder graph, String x) {
        return graph.transpose(x, 0, 2, 3, 1);
    }

    private static String channelsFirst(GraphBuilder graph, String x) {
        return graph.transpose(x, 0, 3, 1, 2);
    }
}
