package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;

/** {@code GatherElements}: gradients go back to the places that the indices name, and add up where one is named twice. */
final class GatherElementsRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        node.requireOnlyFirstActive();
        GraphBuilder graph = node.graph();
        String zeros = graph.zeros(graph.shapeOf(node.input(0)));
        String gradient = graph.node(
                "ScatterElements",
                List.of(zeros, node.input(1), node.cotangent()),
                Attributes.of("axis", node.attributes().integer("axis", 0)),
                Attributes.of("reduction", "add"));
        node.gradient(0, gradient);
    }
}
