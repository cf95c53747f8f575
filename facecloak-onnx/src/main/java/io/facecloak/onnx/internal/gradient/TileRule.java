package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;

/** {@code Tile} with constant repeats: the gradient is summed over the copies. */
final class TileRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        long[] repeats = node.constantIntegers(1);
        long[] shape = node.inputShape(0).dimensions();
        List<Long> apart = new ArrayList<>();
        List<Long> copies = new ArrayList<>();
        for (int axis = 0; axis < shape.length; axis++) {
            if (repeats[axis] > 1) {
                copies.add((long) apart.size());
                apart.add(repeats[axis]);
            }
            apart.add(shape[axis]);
        }
        if (copies.isEmpty()) {
            node.gradient(0, node.cotangent());
            return;
        }
        String split = graph.reshape(node.cotangent(), longs(apart));
        node.gradient(0, graph.reduce("ReduceSum", split, false, longs(copies)));
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
