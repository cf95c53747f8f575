package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** {@code Conv} with constant weights: its gradient is the transposed convolution with the same weights. */
final class Conv implements DifferentiableFamily, ProductFamily {

    @Override
    public Set<String> types() {
        return Set.of("Conv");
    }

    @Override
    public int leastInputs(String type) {
        return 2;
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] weights = node.shape(1);
        if (weights == null) {
            return null;
        }
        long[] result = node.shape(0).clone();
        result[1] = weights[0];
        return Window.slide(node, result, Arrays.copyOfRange(weights, 2, weights.length), false);
    }

    /** One filter [channels per group, kernel...] for every number of the output. */
    @Override
    public OptionalLong multiplyAdds(ShapedNode node) {
        return Products.ofFilters(node.outputShape(), node.shape(1));
    }

    @Override
    public void backward(ForwardNode node) {
        node.requireOnlyFirstActive();
        TensorShape weights = node.inputShape(1);
        long[] kernel = Arrays.copyOfRange(weights.dimensions(), 2, weights.rank());
        Window window = Window.of(node.attributes(), kernel, node.inputShape(0), node.outputShape());
        long group = node.attributes().integer("group", 1);
        String gradient = node.layout() == GradientLayout.BLOCKED
                ? BlockedConvolution.of(node, window, group).orElseGet(() -> transposed(node, window, group))
                : transposed(node, window, group);
        node.gradient(0, gradient);
    }

    /**
     * The transposed convolution. Its padding is the same on both sides, because CUDA leaves any other to the CPU; what the smaller side
     * leaves over is cut off.
     */
    private static String transposed(ForwardNode node, Window window, long group) {
        int axes = window.axes();
        long[] pads = new long[2 * axes];
        long[] outputPadding = new long[axes];
        long[] starts = new long[axes];
        long[] ends = new long[axes];
        long[] spatial = new long[axes];
        for (int i = 0; i < axes; i++) {
            long before = window.pads()[i];
            long both = Math.min(before, window.pads()[axes + i]);
            long full = (node.outputShape().at(i + 2) - 1) * window.strides()[i] + window.extent(i);
            long size = node.inputShape(0).at(i + 2);
            pads[i] = both;
            pads[axes + i] = both;
            starts[i] = before - both;
            ends[i] = starts[i] + size;
            outputPadding[i] = Math.max(0, ends[i] - (full - 2 * both));
            spatial[i] = i + 2;
        }
        GraphBuilder graph = node.graph();
        String gradient = graph.node(
                "ConvTranspose",
                List.of(node.cotangent(), node.input(1)),
                Attributes.of("kernel_shape", window.kernel()),
                Attributes.of("strides", window.strides()),
                Attributes.of("dilations", window.dilations()),
                Attributes.of("group", group),
                Attributes.of("pads", pads),
                Attributes.of("output_padding", outputPadding));
        return Arrays.equals(pads, window.pads())
                ? gradient
                : graph.node("Slice", List.of(gradient, graph.longs(starts), graph.longs(ends), graph.longs(spatial)));
    }
}
