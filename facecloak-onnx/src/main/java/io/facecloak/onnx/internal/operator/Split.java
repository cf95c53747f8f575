package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code Split}: the gradients of the parts are joined; a part that nothing uses counts as zero. */
final class Split implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Split");
    }

    @Override
    public List<long[]> shapes(ShapedNode node) {
        long[] x = node.shape(0);
        long[] lengths = node.integers(1);
        if (node.has(1) && lengths == null) {
            return List.of();
        }
        List<long[]> parts = new ArrayList<>();
        int axis = node.axis(0, x.length);
        long part = -Math.floorDiv(-x[axis], node.outputs());
        for (int i = 0; i < node.outputs(); i++) {
            long[] result = x.clone();
            result[axis] = lengths != null ? lengths[i] : Math.min(part, x[axis] - i * part);
            parts.add(result);
        }
        return parts;
    }

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
