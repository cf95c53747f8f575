package io.facecloak.onnx.arc2face;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.facecloak.onnx.internal.graph.GraphBuilder;

/** A decoder of the shape of Stable Diffusion's autoencoder: the post-quantisation convolution, a residual block, three doublings. */
final class TinyVaeDecoder {

    private static final int CHANNELS = 4;
    private static final int GROUPS = 2;

    private TinyVaeDecoder() {}

    /** Input as float; {@link TinyExport} gives it its type. */
    static ModelProto graph(Weights weights) {
        TinyLayers layers = new TinyLayers(weights);
        GraphBuilder graph = layers.graph();
        String x = layers.conv("quant", graph.input("latent_sample", -1, 4, 64, 64), 4, 4, 1, 1);
        x = layers.conv("in", x, 4, CHANNELS, 3, 1);
        x = graph.add(
                x,
                layers.conv(
                        "mid",
                        layers.silu(layers.groupNorm("mid.norm", x, CHANNELS, GROUPS)),
                        CHANNELS,
                        CHANNELS,
                        3,
                        1));
        for (int i = 0; i < 3; i++) {
            x = layers.conv("up" + i, layers.doubled(x), CHANNELS, CHANNELS, 3, 1);
        }
        x = layers.conv("out", layers.silu(layers.groupNorm("out.norm", x, CHANNELS, GROUPS)), CHANNELS, 3, 3, 1);
        graph.output("sample", x, -1, 3, -1, -1);
        return graph.build();
    }

    /**
     * The same in plain arithmetic.
     *
     * @param latent [4, 64, 64]
     * @return [3, 512, 512]
     */
    static double[] plain(Weights weights, double[] latent) {
        double[] x = TinyLayers.plainConv(weights, "quant", latent, 4, 4, 1, 1);
        x = TinyLayers.plainConv(weights, "in", x, 4, CHANNELS, 3, 1);
        double[] y = PlainMath.silu(TinyLayers.plainGroupNorm(weights, "mid.norm", x, CHANNELS, GROUPS));
        x = PlainMath.add(x, TinyLayers.plainConv(weights, "mid", y, CHANNELS, CHANNELS, 3, 1));
        for (int i = 0; i < 3; i++) {
            x = TinyLayers.plainConv(weights, "up" + i, PlainMath.doubled(x, CHANNELS), CHANNELS, CHANNELS, 3, 1);
        }
        y = PlainMath.silu(TinyLayers.plainGroupNorm(weights, "out.norm", x, CHANNELS, GROUPS));
        return TinyLayers.plainConv(weights, "out", y, CHANNELS, 3, 3, 1);
    }
}
