package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;

/** {@code Split}: the gradients of the parts are joined; a part that nothing uses counts as zero. */
final class SplitRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        List<String> parts = new ArrayList<>();
        for (int output = 0; output < node.outputs(); output++) {
            String gradient = node.cotangent(output);
            parts.add(gradient != null ? gradient : graph.zeros(graph.shapeOf(node.output(output))));
        }
        node.gradient(
                0,
                graph.node(
                        "Concat", parts, Attributes.of("axis", node.attributes().integer("axis", 0))));
    }
}
