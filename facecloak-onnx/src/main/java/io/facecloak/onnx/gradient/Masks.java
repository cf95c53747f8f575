package io.facecloak.onnx.gradient;

import io.facecloak.onnx.graph.Attributes;
import io.facecloak.onnx.graph.GraphBuilder;
import java.util.List;
import onnx.Onnx.TensorProto.DataType;

/**
 * Indicators 1 or 0 of where an activation lets the gradient through.
 *
 * <p>On pictures (rank 4, float32) they are built from depthwise convolutions and clips rather than comparisons: ONNX Runtime keeps
 * convolutions, clips and products in its blocked memory layout, and every comparison would convert its operands from and to it.
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
        return isPicture(node)
                ? steep(node, value, GAIN, -GAIN * threshold)
                : graph.indicator(graph.greater(value, graph.scalar(threshold)));
    }

    /** 1 where the value is below the threshold. */
    static String below(ForwardNode node, String value, double threshold) {
        GraphBuilder graph = node.graph();
        return isPicture(node)
                ? steep(node, value, -GAIN, GAIN * threshold)
                : graph.indicator(graph.less(value, graph.scalar(threshold)));
    }

    /** Whether the output is a stack of float32 feature maps with a fixed number of channels. */
    static boolean isPicture(ForwardNode node) {
        TensorShape shape = node.outputShape();
        return shape.rank() == 4 && !shape.isDynamic(1) && node.graph().real() == DataType.FLOAT;
    }

    /** Clips gain·value + bias, per element, to [0, 1]. */
    private static String steep(ForwardNode node, String value, double gain, double bias) {
        GraphBuilder graph = node.graph();
        int channels = Math.toIntExact(node.outputShape().at(1));
        List<String> operands = bias == 0
                ? List.of(value, graph.filled(gain, channels, 1, 1, 1))
                : List.of(value, graph.filled(gain, channels, 1, 1, 1), graph.filled(bias, channels));
        String lifted = graph.node(
                "Conv", operands, Attributes.of("group", channels), Attributes.of("kernel_shape", new long[] {1, 1}));
        return graph.node("Clip", List.of(lifted, graph.scalar(0), graph.scalar(1)));
    }
}
