package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;
import java.util.Set;

/** {@code GatherElements}: gradients go back to the places that the indices name, and add up where one is named twice. */
final class GatherElements implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("GatherElements");
    }

    @Override
    public int leastInputs(String type) {
        return 2;
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(1);
    }

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
