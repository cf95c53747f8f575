package io.facecloak.onnx.internal.operator;

import java.util.List;
import java.util.Set;

/** {@code Expand}: the gradient is summed over the repeated axes. */
final class Expand implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Expand");
    }

    @Override
    public int leastInputs(String type) {
        return 2;
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] target = node.integers(1);
        return target == null ? null : Broadcasting.shape(node.shape(0), target);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return Broadcasting.repeated(operands.get(0), shape);
    }

    @Override
    public void backward(ForwardNode node) {
        node.gradient(0, Broadcasting.sumTo(node, node.cotangent(), 0));
    }
}
