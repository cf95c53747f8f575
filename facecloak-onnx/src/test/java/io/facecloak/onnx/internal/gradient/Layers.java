package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Layers with seeded random weights, written as the exporters of the usual training frameworks write them. */
final class Layers {

    private final GraphBuilder graph;
    private final Random random = new Random(11);

    Layers(GraphBuilder graph) {
        this.graph = graph;
    }

    String weights(double deviation, long... shape) {
        return weights(0, deviation, shape);
    }

    String weights(double mean, double deviation, long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count *= (int) dimension;
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = mean + deviation * random.nextGaussian();
        }
        return graph.reals(values, shape);
    }

    private String uniform(double low, double high, long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count *= (int) dimension;
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = low + (high - low) * random.nextDouble();
        }
        return graph.reals(values, shape);
    }

    String conv(String x, long in, long out, long[] kernel, long stride, long[] pads, long group, boolean bias) {
        double deviation = Math.sqrt(1.5 / (in / (double) group * kernel[0] * kernel[1]));
        List<String> operands = new ArrayList<>(List.of(x, weights(deviation, out, in / group, kernel[0], kernel[1])));
        if (bias) {
            operands.add(weights(0.1, out));
        }
        return graph.node(
                "Conv",
                operands,
                Attributes.of("kernel_shape", kernel),
                Attributes.of("strides", new long[] {stride, stride}),
                Attributes.of("pads", pads),
                Attributes.of("dilations", new long[] {1, 1}),
                Attributes.of("group", group));
    }

    String conv(String x, long in, long out, long kernel, long stride, long pad) {
        return conv(x, in, out, new long[] {kernel, kernel}, stride, new long[] {pad, pad, pad, pad}, 1, false);
    }

    /** A 1×1 convolution with biases. */
    String pointwise(String x, long in, long out) {
        return conv(x, in, out, new long[] {1, 1}, 1, new long[4], 1, true);
    }

    String depthwise(String x, long channels, long kernel, long stride, long pad) {
        return conv(
                x,
                channels,
                channels,
                new long[] {kernel, kernel},
                stride,
                new long[] {pad, pad, pad, pad},
                channels,
                false);
    }

    String batchNorm(String x, long channels) {
        return graph.node(
                "BatchNormalization",
                List.of(
                        x,
                        uniform(0.7, 1.3, channels),
                        weights(0.1, channels),
                        weights(0.1, channels),
                        uniform(0.7, 1.3, channels)),
                Attributes.of("epsilon", 1e-5f));
    }

    /** A convolution, batch normalisation and PRelu. */
    String activated(String convolved, long channels) {
        return prelu(batchNorm(convolved, channels), channels);
    }

    private String prelu(String x, long channels) {
        return graph.node("PRelu", List.of(x, uniform(0.1, 0.4, channels, 1, 1)));
    }

    String linear(String x, long in, long out) {
        return graph.node(
                "Gemm",
                List.of(x, weights(Math.sqrt(1.0 / in), out, in), weights(0.1, out)),
                Attributes.of("transB", 1));
    }

    /** A linear layer on the last axis, as MatMul and Add. */
    String project(String x, long in, long out) {
        return graph.add(graph.matMul(x, weights(Math.sqrt(1.0 / in), in, out)), weights(0.1, out));
    }

    String layerNorm(String x, long width) {
        return graph.node(
                "LayerNormalization",
                List.of(x, uniform(0.7, 1.3, width), weights(0.1, width)),
                Attributes.of("axis", -1),
                Attributes.of("epsilon", 1e-6f));
    }

    /** As exporters wrote it before operator set 17. */
    String decomposedLayerNorm(String x, long width) {
        String centred = graph.sub(x, graph.reduce("ReduceMean", x, true, -1));
        String squares = graph.node("Pow", List.of(centred, graph.scalar(2)));
        String variance = graph.add(graph.reduce("ReduceMean", squares, true, -1), graph.scalar(1e-6));
        String standard = graph.div(centred, graph.unary("Sqrt", variance));
        return graph.add(graph.mul(standard, uniform(0.7, 1.3, width)), weights(0.1, width));
    }

    /** As exporters wrote it before operator set 20. */
    String decomposedGelu(String x) {
        String erf = graph.unary("Erf", graph.div(x, graph.scalar(Math.sqrt(2))));
        return graph.mul(graph.mul(x, graph.add(erf, graph.scalar(1))), graph.scalar(0.5));
    }

    /** x / max(‖x‖, ε), as exporters write normalize(). */
    String normalised(String x, long axis) {
        String norm = graph.reduce("ReduceL2", x, true, axis);
        String safe = graph.node("Clip", List.of(norm, graph.scalar(1e-12)));
        return graph.div(x, graph.node("Expand", List.of(safe, graph.shapeOf(x))));
    }

    GraphBuilder graph() {
        return graph;
    }
}
