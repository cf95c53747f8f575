package io.facecloak.onnx.arc2face;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;

/**
 * A conditional UNet of Stable Diffusion's topology: sinusoidal time embedding, residual blocks, two halvings, self- and cross-attention
 * in the middle, two doublings with skip connections. Like a trained one it answers mostly with its input, which is mostly noise, so
 * that latents stay near unit variance and depend on the prompt.
 */
final class TinyUnet {

    private static final int FLOAT = DataType.FLOAT_VALUE;
    private static final int HALF = DataType.FLOAT16_VALUE;
    private static final int CHANNELS = 8;
    private static final int GROUPS = 4;
    private static final int FREQUENCIES = 8;
    private static final int TIME = 32;
    private static final int INNER = 8;
    private static final int HEADS = 2;
    private static final double RESIDUE = 0.25;

    /** Weight of the prompt, which random weights would nearly ignore. */
    private static final double INTEREST = 8;

    private final Weights weights;
    private final int contextWidth;

    TinyUnet(Weights weights) {
        this(weights, 768);
    }

    /** @param contextWidth values per token of the prompt */
    TinyUnet(Weights weights, int contextWidth) {
        this.weights = weights;
        this.contextWidth = contextWidth;
    }

    /** Inputs all as float; {@link TinyExport} gives them their types. The time embedding stays float32 in half-precision graphs. */
    ModelProto graph() {
        TinyLayers layers = new TinyLayers(weights);
        GraphBuilder graph = layers.graph();
        String sample = graph.input("sample", -1, 4, 64, 64);
        String timestep = graph.node("Cast", List.of(graph.input("timestep", -1)), Attributes.of("to", FLOAT));
        String context = graph.input("encoder_hidden_states", -1, 77, contextWidth);

        String time =
                graph.node("Cast", List.of(waves(graph, timestep)), Attributes.of("to", weights.half() ? HALF : FLOAT));
        time = layers.linear("time2", layers.silu(layers.linear("time1", time, 2 * FREQUENCIES, TIME)), TIME, TIME);

        String first = residual(layers, "down0", layers.conv("in", sample, 4, CHANNELS, 3, 1), CHANNELS, time);
        String second =
                residual(layers, "down1", layers.conv("half0", first, CHANNELS, CHANNELS, 3, 2), CHANNELS, time);
        String middle =
                residual(layers, "mid0", layers.conv("half1", second, CHANNELS, CHANNELS, 3, 2), CHANNELS, time);
        middle = transformer(layers, middle, context);
        middle = residual(layers, "mid1", middle, CHANNELS, time);
        String up = layers.conv("double1", layers.doubled(middle), CHANNELS, CHANNELS, 3, 1);
        up = residual(
                layers, "up1", graph.node("Concat", List.of(up, second), Attributes.of("axis", 1)), 2 * CHANNELS, time);
        up = layers.conv("double0", layers.doubled(up), CHANNELS, CHANNELS, 3, 1);
        up = residual(
                layers, "up0", graph.node("Concat", List.of(up, first), Attributes.of("axis", 1)), 2 * CHANNELS, time);
        String out =
                layers.conv("out", layers.silu(layers.groupNorm("out.norm", up, CHANNELS, GROUPS)), CHANNELS, 4, 3, 1);
        graph.output("out_sample", graph.add(sample, graph.mul(out, graph.scalar(RESIDUE))), -1, 4, 64, 64);
        return graph.build();
    }

    /** Cosines and sines of the timestep, from integer constants so that they are float32 in every export: [N, 16]. */
    private static String waves(GraphBuilder graph, String timestep) {
        String octave =
                graph.div(graph.unary("Log", real(graph, graph.index(10_000))), real(graph, graph.index(FREQUENCIES)));
        String numbers = real(graph, graph.longs(0, 1, 2, 3, 4, 5, 6, 7));
        String frequencies = graph.unary("Exp", graph.unary("Neg", graph.mul(numbers, octave)));
        String angles = graph.mul(graph.reshape(timestep, -1, 1), frequencies);
        return graph.node(
                "Concat", List.of(graph.unary("Cos", angles), graph.unary("Sin", angles)), Attributes.of("axis", -1));
    }

    private static String real(GraphBuilder graph, String integers) {
        return graph.node("Cast", List.of(integers), Attributes.of("to", FLOAT));
    }

    private static String residual(TinyLayers layers, String name, String x, int in, String time) {
        GraphBuilder graph = layers.graph();
        String y = layers.silu(layers.groupNorm(name + ".norm1", x, in, GROUPS));
        y = layers.conv(name + ".conv1", y, in, CHANNELS, 3, 1);
        String shift = layers.linear(name + ".time", layers.silu(time), TIME, CHANNELS);
        y = graph.add(y, graph.reshape(shift, -1, CHANNELS, 1, 1));
        y = layers.silu(layers.groupNorm(name + ".norm2", y, CHANNELS, GROUPS));
        y = layers.conv(name + ".conv2", y, CHANNELS, CHANNELS, 3, 1);
        return graph.add(y, in == CHANNELS ? x : layers.conv(name + ".short", x, in, CHANNELS, 1, 1));
    }

    private String transformer(TinyLayers layers, String x, String context) {
        GraphBuilder graph = layers.graph();
        String y =
                layers.conv("trans.in", layers.groupNorm("trans.norm", x, CHANNELS, GROUPS), CHANNELS, CHANNELS, 1, 1);
        y = graph.transpose(graph.reshape(y, 0, CHANNELS, -1), 0, 2, 1);
        String normal = layers.layerNorm("trans.norm1", y, CHANNELS);
        y = graph.add(y, layers.attention("self", normal, CHANNELS, normal, CHANNELS, INNER, HEADS, null));
        normal = layers.layerNorm("trans.norm2", y, CHANNELS);
        String seen = layers.attention("cross", normal, CHANNELS, context, contextWidth, INNER, HEADS, null);
        y = graph.add(y, graph.mul(seen, graph.scalar(INTEREST)));
        String hidden =
                layers.linear("trans.fc1", layers.layerNorm("trans.norm3", y, CHANNELS), CHANNELS, 2 * CHANNELS);
        y = graph.add(y, layers.linear("trans.fc2", layers.silu(hidden), 2 * CHANNELS, CHANNELS));
        y = graph.reshape(graph.transpose(y, 0, 2, 1), 0, CHANNELS, 16, 16);
        return graph.add(x, layers.conv("trans.out", y, CHANNELS, CHANNELS, 1, 1));
    }

    /**
     * The same in plain arithmetic.
     *
     * @param sample [4, 64, 64]
     * @param context [77, 768]
     */
    double[] plain(double[] sample, int timestep, double[] context) {
        double[] waves = new double[2 * FREQUENCIES];
        for (int i = 0; i < FREQUENCIES; i++) {
            double angle = timestep * Math.exp(-i * Math.log(10_000) / FREQUENCIES);
            waves[i] = Math.cos(angle);
            waves[FREQUENCIES + i] = Math.sin(angle);
        }
        double[] time = TinyLayers.plainLinear(weights, "time1", waves, 2 * FREQUENCIES, TIME);
        time = TinyLayers.plainLinear(weights, "time2", PlainMath.silu(time), TIME, TIME);

        double[] first = residual("down0", conv("in", sample, 4, CHANNELS, 3, 1), CHANNELS, time);
        double[] second = residual("down1", conv("half0", first, CHANNELS, CHANNELS, 3, 2), CHANNELS, time);
        double[] middle = residual("mid0", conv("half1", second, CHANNELS, CHANNELS, 3, 2), CHANNELS, time);
        middle = residual("mid1", transformer(middle, context), CHANNELS, time);
        double[] up = conv("double1", PlainMath.doubled(middle, CHANNELS), CHANNELS, CHANNELS, 3, 1);
        up = residual("up1", PlainMath.joined(up, second), 2 * CHANNELS, time);
        up = conv("double0", PlainMath.doubled(up, CHANNELS), CHANNELS, CHANNELS, 3, 1);
        up = residual("up0", PlainMath.joined(up, first), 2 * CHANNELS, time);
        double[] out = conv("out", PlainMath.silu(groupNorm("out.norm", up, CHANNELS)), CHANNELS, 4, 3, 1);
        double residue = weights.rounded(new double[] {RESIDUE})[0];
        return PlainMath.add(sample, PlainMath.map(out, v -> v * residue));
    }

    private double[] residual(String name, double[] x, int in, double[] time) {
        double[] y = conv(name + ".conv1", PlainMath.silu(groupNorm(name + ".norm1", x, in)), in, CHANNELS, 3, 1);
        double[] shift = TinyLayers.plainLinear(weights, name + ".time", PlainMath.silu(time), TIME, CHANNELS);
        int plane = y.length / CHANNELS;
        for (int i = 0; i < y.length; i++) {
            y[i] += shift[i / plane];
        }
        y = PlainMath.silu(groupNorm(name + ".norm2", y, CHANNELS));
        y = conv(name + ".conv2", y, CHANNELS, CHANNELS, 3, 1);
        return PlainMath.add(y, in == CHANNELS ? x : conv(name + ".short", x, in, CHANNELS, 1, 1));
    }

    private double[] transformer(double[] x, double[] context) {
        double[] y = conv("trans.in", groupNorm("trans.norm", x, CHANNELS), CHANNELS, CHANNELS, 1, 1);
        y = PlainMath.transposed(y, CHANNELS);
        double[] normal = TinyLayers.plainLayerNorm(weights, "trans.norm1", y, CHANNELS);
        y = PlainMath.add(y, attention("self", normal, normal, CHANNELS));
        normal = TinyLayers.plainLayerNorm(weights, "trans.norm2", y, CHANNELS);
        double[] seen = attention("cross", normal, context, contextWidth);
        y = PlainMath.add(y, PlainMath.map(seen, v -> v * INTEREST));
        double[] hidden = TinyLayers.plainLayerNorm(weights, "trans.norm3", y, CHANNELS);
        hidden = PlainMath.silu(TinyLayers.plainLinear(weights, "trans.fc1", hidden, CHANNELS, 2 * CHANNELS));
        y = PlainMath.add(y, TinyLayers.plainLinear(weights, "trans.fc2", hidden, 2 * CHANNELS, CHANNELS));
        y = PlainMath.transposed(y, y.length / CHANNELS);
        return PlainMath.add(x, conv("trans.out", y, CHANNELS, CHANNELS, 1, 1));
    }

    private double[] attention(String name, double[] queries, double[] context, int width) {
        return TinyLayers.plainAttention(weights, name, queries, CHANNELS, context, width, INNER, HEADS, false);
    }

    private double[] conv(String name, double[] x, int in, int out, int kernel, int stride) {
        return TinyLayers.plainConv(weights, name, x, in, out, kernel, stride);
    }

    private double[] groupNorm(String name, double[] x, int channels) {
        return TinyLayers.plainGroupNorm(weights, name, x, channels, GROUPS);
    }
}
