package io.facecloak.onnx.gradient;

import io.facecloak.onnx.graph.Attributes;
import io.facecloak.onnx.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;

/**
 * {@code Conv} with constant weights. With stride 1 the gradient is a convolution with weights flipped in space and transposed in
 * channels (the engine computes them once, when it loads the graph), else a transposed convolution with the same weights.
 */
final class ConvRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        node.requireOnlyFirstActive();
        TensorShape in = node.inputShape(0);
        TensorShape weights = node.inputShape(1);
        long[] kernel = Arrays.copyOfRange(weights.dimensions(), 2, weights.rank());
        Window window = Window.of(node.attributes(), kernel, in, node.outputShape());
        long group = node.attributes().integer("group", 1);
        node.gradient(0, flippable(window) ? flipped(node, window, group) : transposed(node, window, group));
    }

    private static boolean flippable(Window window) {
        for (int i = 0; i < window.axes(); i++) {
            long reach = window.extent(i) - 1;
            if (window.strides()[i] != 1 || window.pads()[i] > reach || window.pads()[window.axes() + i] > reach) {
                return false;
            }
        }
        return true;
    }

    private static String flipped(ForwardNode node, Window window, long group) {
        int axes = window.axes();
        long[] pads = new long[2 * axes];
        for (int i = 0; i < axes; i++) {
            pads[i] = window.extent(i) - 1 - window.pads()[i];
            pads[axes + i] = window.extent(i) - 1 - window.pads()[axes + i];
        }
        return node.graph()
                .node(
                        "Conv",
                        List.of(node.cotangent(), flippedWeights(node, group)),
                        Attributes.of("kernel_shape", window.kernel()),
                        Attributes.of("dilations", window.dilations()),
                        Attributes.of("group", group),
                        Attributes.of("pads", pads));
    }

    /** [M, C/g, k...] becomes [C, M/g, k...], flipped. */
    private static String flippedWeights(ForwardNode node, long group) {
        GraphBuilder graph = node.graph();
        long[] shape = node.inputShape(1).dimensions();
        int rank = shape.length;
        String weights = node.input(1);
        boolean depthwise = shape[1] == 1 && shape[0] == group;
        if (!depthwise) {
            long[] grouped = new long[rank + 1];
            grouped[0] = group;
            grouped[1] = shape[0] / group;
            long[] swap = new long[rank + 1];
            swap[1] = 2;
            swap[2] = 1;
            for (int i = 1; i < rank; i++) {
                grouped[i + 1] = shape[i];
            }
            for (int i = 3; i <= rank; i++) {
                swap[i] = i;
            }
            long[] result = shape.clone();
            result[0] = group * shape[1];
            result[1] = shape[0] / group;
            weights = group == 1
                    ? graph.transpose(weights, swapped(rank))
                    : graph.reshape(graph.transpose(graph.reshape(weights, grouped), swap), result);
        }
        int axes = rank - 2;
        if (Arrays.stream(shape).skip(2).allMatch(size -> size == 1)) {
            return weights;
        }
        long[] last = new long[axes];
        long[] first = new long[axes];
        long[] spatial = new long[axes];
        for (int i = 0; i < axes; i++) {
            last[i] = -1;
            first[i] = Long.MIN_VALUE;
            spatial[i] = i + 2;
        }
        return graph.node(
                "Slice",
                List.of(weights, graph.longs(last), graph.longs(first), graph.longs(spatial), graph.longs(last)));
    }

    private static long[] swapped(int rank) {
        long[] permutation = new long[rank];
        Arrays.setAll(permutation, i -> i < 2 ? 1 - i : i);
        return permutation;
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
