package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code Tile} with constant repeats: the gradient is summed over the copies. */
final class Tile implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Tile");
    }

    @Override
    public int leastInputs(String type) {
        return 2;
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] x = node.shape(0);
        long[] repeats = node.integers(1);
        if (repeats == null) {
            return null;
        }
        long[] result = x.clone();
        Arrays.setAll(result, i -> x[i] * repeats[i]);
        return result;
    }

    @Override
    public boolean readsOperands() {
        return true;
    }

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
