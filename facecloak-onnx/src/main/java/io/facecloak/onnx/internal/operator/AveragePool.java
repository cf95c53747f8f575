package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;
import java.util.Set;

/** {@code AveragePool}, in all its ways to count at the border: see {@link SeparableMap}. */
final class AveragePool implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("AveragePool");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return Window.poolShape(node);
    }

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        int rank = node.inputShape(0).rank();
        String gradient = node.cotangent();
        for (int axis = 2; axis < rank; axis++) {
            int length = Math.toIntExact(node.inputShape(0).at(axis));
            String images = graph.node(
                    node.op(),
                    List.of(graph.reals(SeparableMap.basis(length), length, 1, length)),
                    Window.alongAxis(node.attributes(), axis - 2, rank - 2));
            String matrix = graph.reshape(images, length, node.outputShape().at(axis));
            gradient = SeparableMap.adjointAlong(graph, gradient, rank, axis, matrix);
        }
        node.gradient(0, gradient);
    }
}
