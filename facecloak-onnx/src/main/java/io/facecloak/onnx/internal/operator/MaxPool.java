package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * {@code MaxPool}: the gradient goes to the position that won, the first one where several are equal, and adds up where windows
 * overlap. A window of one element is a selection, whose gradient is a transposed convolution.
 */
final class MaxPool implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("MaxPool");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return Window.poolShape(node);
    }

    @Override
    public void backward(ForwardNode node) {
        long[] kernel = node.attributes().integers("kernel_shape");
        Window window = Window.of(node.attributes(), kernel, node.inputShape(0), node.outputShape());
        boolean selection = Arrays.stream(kernel).allMatch(size -> size == 1)
                && Arrays.stream(window.pads()).allMatch(pad -> pad == 0)
                && !node.inputShape(0).isDynamic(1)
                && node.graph().real() == DataType.FLOAT;
        node.gradient(0, selection ? spread(node, window) : scatter(node));
    }

    private static String spread(ForwardNode node, Window window) {
        GraphBuilder graph = node.graph();
        int axes = window.axes();
        long channels = node.inputShape(0).at(1);
        long[] weights = new long[axes + 2];
        Arrays.fill(weights, 1);
        weights[0] = channels;
        long[] outputPadding = new long[axes];
        for (int i = 0; i < axes; i++) {
            long reached = (node.outputShape().at(i + 2) - 1) * window.strides()[i] + 1;
            outputPadding[i] = node.inputShape(0).at(i + 2) - reached;
        }
        return graph.node(
                "ConvTranspose",
                List.of(node.cotangent(), graph.filled(1, weights)),
                Attributes.of("kernel_shape", window.kernel()),
                Attributes.of("strides", window.strides()),
                Attributes.of("group", channels),
                Attributes.of("output_padding", outputPadding));
    }

    private static String scatter(ForwardNode node) {
        GraphBuilder graph = node.graph();
        AttributeProto[] rowMajor = node.attributes().all().stream()
                .filter(attribute -> !attribute.getName().equals("storage_order"))
                .toArray(AttributeProto[]::new);
        String winners =
                graph.node("MaxPool", List.of(node.input(0)), 2, rowMajor).get(1);
        String shape = graph.shapeOf(node.input(0));
        String count = graph.reshape(graph.unary("Size", node.input(0)), 1);
        String flat = graph.node(
                "ScatterElements",
                List.of(graph.zeros(count), graph.reshape(winners, -1), graph.reshape(node.cotangent(), -1)),
                Attributes.of("axis", 0),
                Attributes.of("reduction", "add"));
        return graph.node("Reshape", List.of(flat, shape));
    }
}
