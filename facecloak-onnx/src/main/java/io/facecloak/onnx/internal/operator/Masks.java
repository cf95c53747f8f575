package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;

/**
 * Indicators 1 or 0 of where an activation lets the gradient through.
 *
 * <p>In {@link GradientLayout#BLOCKED} they are built from depthwise convolutions with activations, which the engine fuses, rather than from
 * comparisons, which do not exist in that layout.
 */
final class Masks {

    /** Large enough to lift every normal float that an activation yields above 1, small enough not to lift zero. */
    private static final double GAIN = 0x1p100;

    private Masks() {}

    /** 1 where {@code value}, of the shape of the node's output, is above zero. */
    static String positive(ForwardNode node, String value) {
        return above(node, value, 0);
    }

    /** 1 where the value is above the threshold. */
    static String above(ForwardNode node, String value, double threshold) {
        GraphBuilder graph = node.graph();
        return node.isBlocked()
                ? steep(node, value, GAIN, -GAIN * threshold)
                : graph.indicator(graph.greater(value, graph.scalar(threshold)));
    }

    /** 1 where the value is below the threshold. */
    static String below(ForwardNode node, String value, double threshold) {
        GraphBuilder graph = node.graph();
        return node.isBlocked()
                ? steep(node, value, -GAIN, GAIN * threshold)
                : graph.indicator(graph.less(value, graph.scalar(threshold)));
    }

    /** 1 where a value that lies in [low, high] touches neither end. */
    static String between(ForwardNode node, String value, double low, double high) {
        return node.isBlocked() && low == 0 && high >= Float.MIN_NORMAL
                ? open(node, value, (float) high)
                : node.graph().mul(above(node, value, low), below(node, value, high));
    }

    /** Clips gain·value + bias, per element, to [0, 1]. */
    private static String steep(ForwardNode node, String value, double gain, double bias) {
        GraphBuilder graph = node.graph();
        long channels = node.outputShape().at(1);
        String lifted = bias == 0
                ? graph.perChannel(value, channels, graph.filled(gain, channels, 1, 1, 1))
                : scaled(graph, value, gain, bias, channels);
        return graph.node("Clip", List.of(lifted, graph.scalar(0), graph.scalar(1)));
    }

    /**
     * 1 − [y = 0] − [y = high] for y in [0, high], by rectifiers alone, which cost less than clips. Let s be the reciprocal of the distance
     * from {@code high} to the float below: then s·y + 1 − s·high is exactly 1 at {@code high} and not positive below, and every operand is
     * an integer of at most 24 bits, so that nothing is rounded.
     */
    private static String open(ForwardNode node, String value, float high) {
        GraphBuilder graph = node.graph();
        long channels = node.outputShape().at(1);
        double scale = 1.0 / (high - (double) Math.nextDown(high));
        double top = scale * high;
        String bottom = graph.unary("Relu", scaled(graph, value, -GAIN * top, top, channels));
        String end = scaled(graph, value, scale, 1 - top, channels);
        // The sum becomes part of the convolution, but only where the other summand has an activation already.
        String closed = graph.unary("Relu", graph.add(end, bottom));
        return scaled(graph, closed, -1, 1, channels);
    }

    private static String scaled(GraphBuilder graph, String value, double gain, double bias, long channels) {
        return graph.perChannel(value, channels, graph.filled(gain, channels, 1, 1, 1), graph.filled(bias, channels));
    }
}
