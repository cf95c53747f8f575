package io.facecloak.benchmarks;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A recogniser of the size and topology of ArcFace's IR-100 (65 million parameters, 260 MB) with seeded random weights, as PyTorch exports
 * it: batch normalisation behind a convolution is part of the convolution. For measurements of everything but accuracy.
 */
final class Ir100 {

    private static final long[] WIDTHS = {64, 128, 256, 512};
    private static final int[] BLOCKS = {3, 13, 30, 3};
    private static final int EMBEDDING = 512;

    /** Side of the last feature map. */
    private static final int MAP = 7;

    private final GraphBuilder graph;
    private final List<TensorProto> weights = new ArrayList<>();
    private final Random random = new Random(1);

    private Ir100(GraphBuilder graph) {
        this.graph = graph;
    }

    /** The model, with input [N, 3, 112, 112] and output [N, 512]. */
    static ModelProto model() {
        ModelProto empty = ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("facecloak-benchmarks")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(GraphProto.newBuilder().setName("ir100"))
                .build();
        GraphBuilder graph = new GraphBuilder(empty, DataType.FLOAT);
        Ir100 network = new Ir100(graph);
        graph.output("embedding", network.body(graph.input("image", -1, 3, 112, 112)), -1, EMBEDDING);
        ModelProto.Builder model = graph.build().toBuilder();
        model.getGraphBuilder().addAllInitializer(network.weights);
        return model.build();
    }

    private String body(String image) {
        String x = prelu(convolution(image, 3, WIDTHS[0], 3, 1), WIDTHS[0]);
        long in = WIDTHS[0];
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            for (int block = 0; block < BLOCKS[stage]; block++) {
                x = block(x, in, WIDTHS[stage], block == 0 ? 2 : 1);
                in = WIDTHS[stage];
            }
        }
        String flat = graph.node("Flatten", List.of(batchNormalisation(x, in)), Attributes.of("axis", 1));
        String embedding = graph.node(
                "Gemm",
                List.of(
                        flat,
                        centred(1 / Math.sqrt(in * MAP * MAP), EMBEDDING, in * MAP * MAP),
                        centred(0.1, EMBEDDING)),
                Attributes.of("transB", 1));
        return batchNormalisation(embedding, EMBEDDING);
    }

    private String block(String x, long in, long out, long stride) {
        String y = convolution(batchNormalisation(x, in), in, out, 3, 1);
        y = convolution(prelu(y, out), out, out, 3, stride);
        return graph.add(y, stride == 1 ? x : convolution(x, in, out, 1, stride));
    }

    private String convolution(String x, long in, long out, long kernel, long stride) {
        long pad = kernel / 2;
        return graph.node(
                "Conv",
                List.of(
                        x,
                        centred(Math.sqrt(1.0 / (in * kernel * kernel)), out, in, kernel, kernel),
                        centred(0.1, out)),
                Attributes.of("kernel_shape", new long[] {kernel, kernel}),
                Attributes.of("strides", new long[] {stride, stride}),
                Attributes.of("pads", new long[] {pad, pad, pad, pad}));
    }

    private String prelu(String x, long channels) {
        return graph.node("PRelu", List.of(x, near(0.25, channels, 1, 1)));
    }

    private String batchNormalisation(String x, long channels) {
        return graph.node(
                "BatchNormalization",
                List.of(x, near(1, channels), centred(0.1, channels), centred(0.1, channels), near(1, channels)),
                Attributes.of("epsilon", 1e-5f));
    }

    /** Positive numbers about a value. */
    private String near(double value, long... shape) {
        return tensor(value, value / 10, shape);
    }

    private String centred(double deviation, long... shape) {
        return tensor(0, deviation, shape);
    }

    private String tensor(double mean, double deviation, long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count = Math.toIntExact(count * dimension);
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            // Uniform numbers of this deviation are quicker to draw than normal ones.
            values[i] = (float) (mean + deviation * Math.sqrt(3) * (2 * random.nextFloat() - 1));
        }
        String name = graph.unique("weights");
        weights.add(Tensors.floats(name, values, shape));
        return name;
    }
}
