package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;

/** {@code Concat}: each active input gets its slice of the gradient. */
final class ConcatRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        int axis = node.outputShape().axis(node.attributes().integer("axis", 0));
        long start = 0;
        for (int input = 0; input < node.inputs(); input++) {
            if (node.inputShape(input).isDynamic(axis)) {
                throw new UnsupportedNodeException("joins along the batch");
            }
            long end = start + node.inputShape(input).at(axis);
            if (node.active(input)) {
                node.gradient(
                        input,
                        graph.node(
                                "Slice",
                                List.of(node.cotangent(), graph.longs(start), graph.longs(end), graph.longs(axis))));
            }
            start = end;
        }
    }
}
