package io.facecloak.onnx.arc2face;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;

/**
 * A text encoder of CLIP's shape with Arc2Face's injection: 77 tokens of 768 values, two layers with causal attention and quick GELU, a
 * final layer norm. Its vocabulary has 61 words; a word's number is the token id modulo 61, which tells all ids of the prompts apart.
 */
final class TinyTextEncoder {

    private static final int TOKENS = 77;
    private static final int WIDTH = 768;
    private static final int WORDS = 61;
    private static final int LAYERS = 2;
    private static final int INNER = 48;
    private static final int HEADS = 4;
    private static final int HIDDEN = 64;

    private TinyTextEncoder() {}

    /** Inputs {@code input_ids} and {@code face_embeds}, all as float; {@link TinyExport} gives them their types. */
    static ModelProto graph(Weights weights, int faceWidth) {
        TinyLayers layers = new TinyLayers(weights);
        GraphBuilder graph = layers.graph();
        String ids = graph.node("Cast", List.of(graph.input("input_ids", -1, TOKENS)), Attributes.of("to", 7));
        String face = graph.input("face_embeds", -1, faceWidth);
        String words = graph.node("Mod", List.of(ids, graph.longs(WORDS)));
        String looked = graph.node("Gather", List.of(layers.weight("token", 0.2, WORDS, WIDTH), words));
        if (faceWidth < WIDTH) {
            face = graph.node("Pad", List.of(face, graph.longs(0, 0, 0, WIDTH - faceWidth)));
        }
        String isFace = graph.node("Equal", List.of(ids, graph.longs(1014)));
        String x = graph.where(
                graph.node("Unsqueeze", List.of(isFace, graph.longs(-1))),
                graph.node("Unsqueeze", List.of(face, graph.longs(1))),
                looked);
        x = graph.add(x, layers.weight("position", 0.2, TOKENS, WIDTH));
        String mask = graph.reals(causalMask(), TOKENS, TOKENS);
        for (int i = 0; i < LAYERS; i++) {
            String name = "layer" + i;
            String normal = layers.layerNorm(name + ".norm1", x, WIDTH);
            x = graph.add(x, layers.attention(name, normal, WIDTH, normal, WIDTH, INNER, HEADS, mask));
            String hidden = layers.linear(name + ".fc1", layers.layerNorm(name + ".norm2", x, WIDTH), WIDTH, HIDDEN);
            String gate = graph.unary("Sigmoid", graph.mul(hidden, graph.scalar(1.702)));
            x = graph.add(x, layers.linear(name + ".fc2", graph.mul(hidden, gate), HIDDEN, WIDTH));
        }
        String states = layers.layerNorm("final", x, WIDTH);
        graph.output("last_hidden_state", states, -1, TOKENS, WIDTH);
        graph.output(
                "pooler_output",
                graph.node("Gather", List.of(states, graph.index(6)), Attributes.of("axis", 1)),
                -1,
                WIDTH);
        return graph.build();
    }

    private static double[] causalMask() {
        double[] mask = new double[TOKENS * TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            for (int j = i + 1; j < TOKENS; j++) {
                mask[i * TOKENS + j] = -60_000;
            }
        }
        return mask;
    }

    /**
     * The same in plain arithmetic.
     *
     * @param face replaces the word 1014
     */
    static double[] plain(Weights weights, int[] ids, double[] face) {
        double[] words = weights.normal("token", 0.2, WORDS * WIDTH);
        double[] x = weights.normal("position", 0.2, TOKENS * WIDTH);
        for (int t = 0; t < TOKENS; t++) {
            for (int i = 0; i < WIDTH; i++) {
                double word = words[ids[t] % WORDS * WIDTH + i];
                x[t * WIDTH + i] += ids[t] != 1014 ? word : i < face.length ? face[i] : 0;
            }
        }
        for (int i = 0; i < LAYERS; i++) {
            String name = "layer" + i;
            double[] normal = TinyLayers.plainLayerNorm(weights, name + ".norm1", x, WIDTH);
            x = PlainMath.add(
                    x, TinyLayers.plainAttention(weights, name, normal, WIDTH, normal, WIDTH, INNER, HEADS, true));
            double[] hidden = TinyLayers.plainLinear(
                    weights,
                    name + ".fc1",
                    TinyLayers.plainLayerNorm(weights, name + ".norm2", x, WIDTH),
                    WIDTH,
                    HIDDEN);
            hidden = PlainMath.map(hidden, v -> v * PlainMath.sigmoid(1.702 * v));
            x = PlainMath.add(x, TinyLayers.plainLinear(weights, name + ".fc2", hidden, HIDDEN, WIDTH));
        }
        return TinyLayers.plainLayerNorm(weights, "final", x, WIDTH);
    }
}
