package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;

/** {@code GlobalAveragePool}: every position gets an equal share. */
final class GlobalAveragePoolRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        TensorShape shape = node.inputShape(0);
        long[] target = shape.dimensions();
        target[0] = 1;
        target[1] = 1;
        double count = 1;
        for (int axis = 2; axis < shape.rank(); axis++) {
            count *= shape.at(axis);
        }
        String share = graph.mul(node.cotangent(), graph.scalar(1 / count));
        node.gradient(0, graph.node("Expand", List.of(share, graph.longs(target))));
    }
}
