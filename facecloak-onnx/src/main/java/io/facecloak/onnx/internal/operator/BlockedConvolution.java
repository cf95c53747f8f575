package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The gradient of {@code Conv} as convolutions, which exist in ONNX Runtime's blocked memory layout, where transposed convolutions do not.
 *
 * <ul>
 *   <li>With stride 1: a convolution with weights flipped in space and transposed in channels (the engine computes them once, when it loads the
 *       graph).
 *   <li>Depthwise with a longer stride: the same, after zeros are put between the pixels. That is done while the channels are innermost, where
 *       it copies long rows.
 * </ul>
 *
 * What is left, dense convolutions with a longer stride, would waste most of its products on zeros.
 */
final class BlockedConvolution {

    private final ForwardNode node;
    private final GraphBuilder graph;
    private final Window window;
    private final long group;
    private final long[] weights;

    private BlockedConvolution(ForwardNode node, Window window, long group) {
        this.node = node;
        this.graph = node.graph();
        this.window = window;
        this.group = group;
        this.weights = node.inputShape(1).dimensions();
    }

    /** Nothing where only a transposed convolution will do. */
    static Optional<String> of(ForwardNode node, Window window, long group) {
        BlockedConvolution gradient = new BlockedConvolution(node, window, group);
        if (Arrays.stream(window.strides()).allMatch(stride -> stride == 1)) {
            return gradient.flipped(node.cotangent(), spatial(node.outputShape()));
        }
        return node.isBlocked() && gradient.isDepthwise() ? gradient.afterSpreading() : Optional.empty();
    }

    private boolean isDepthwise() {
        return weights[1] == 1 && weights[0] == group;
    }

    private static long[] spatial(TensorShape shape) {
        return Arrays.copyOfRange(shape.dimensions(), 2, shape.rank());
    }

    /**
     * The convolution with flipped weights, on a gradient that has the forward convolution's stride, if it is longer than 1, as zeros.
     *
     * @param size of that gradient
     */
    private Optional<String> flipped(String cotangent, long[] size) {
        int axes = window.axes();
        long[] pads = new long[2 * axes];
        for (int i = 0; i < axes; i++) {
            long reach = window.extent(i) - 1;
            pads[i] = reach - window.pads()[i];
            pads[axes + i] = node.inputShape(0).at(i + 2) - size[i] - pads[i] + reach;
        }
        if (Arrays.stream(pads).anyMatch(pad -> pad < 0)) {
            return Optional.empty();
        }
        return Optional.of(graph.node(
                "Conv",
                List.of(cotangent, flippedWeights()),
                Attributes.of("kernel_shape", window.kernel()),
                Attributes.of("dilations", window.dilations()),
                Attributes.of("group", group),
                Attributes.of("pads", pads)));
    }

    /** [M, C/g, k...] becomes [C, M/g, k...], flipped. */
    private String flippedWeights() {
        int rank = weights.length;
        String flipped = node.input(1);
        if (!isDepthwise()) {
            long[] grouped = new long[rank + 1];
            grouped[0] = group;
            grouped[1] = weights[0] / group;
            long[] swap = new long[rank + 1];
            swap[1] = 2;
            swap[2] = 1;
            for (int i = 1; i < rank; i++) {
                grouped[i + 1] = weights[i];
            }
            for (int i = 3; i <= rank; i++) {
                swap[i] = i;
            }
            long[] result = weights.clone();
            result[0] = group * weights[1];
            result[1] = weights[0] / group;
            flipped = group == 1
                    ? graph.transpose(flipped, swapped(rank))
                    : graph.reshape(graph.transpose(graph.reshape(flipped, grouped), swap), result);
        }
        int axes = rank - 2;
        if (Arrays.stream(weights).skip(2).allMatch(size -> size == 1)) {
            return flipped;
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
                List.of(flipped, graph.longs(last), graph.longs(first), graph.longs(spatial), graph.longs(last)));
    }

    private static long[] swapped(int rank) {
        long[] permutation = new long[rank];
        Arrays.setAll(permutation, i -> i < 2 ? 1 - i : i);
        return permutation;
    }

    private Optional<String> afterSpreading() {
        long channels = weights[0];
        long[] small = spatial(node.outputShape());
        long[] strides = window.strides();
        long[] large = {small[0] * strides[0], small[1] * strides[1]};
        String rows = graph.transpose(node.cotangent(), 0, 2, 3, 1);
        // 0 takes the batch over: said so, the engine knows that it is the same, without which products leave the
        // layout.
        String apart = graph.reshape(rows, 0, small[0], 1, small[1], 1, channels);
        long[] zeros = {0, 0, 0, 0, 0, 0, 0, 0, strides[0] - 1, 0, strides[1] - 1, 0};
        String spread = graph.node("Pad", List.of(apart, graph.longs(zeros)));
        String pixels = graph.reshape(spread, 0, large[0], large[1], channels);
        return flipped(graph.transpose(pixels, 0, 3, 1, 2), large);
    }
}
