package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code Where}: each side gets the gradient of the elements it gave. */
final class Where implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Where");
    }

    @Override
    public int leastInputs(String type) {
        return 3;
    }

    @Override
    public long[] shape(ShapedNode node) {
        return Broadcasting.shape(node);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        SmallTensor truth = Broadcasting.repeated(operands.get(0), shape);
        SmallTensor yes = Broadcasting.repeated(operands.get(1), shape);
        SmallTensor no = Broadcasting.repeated(operands.get(2), shape);
        double[] values = new double[truth.values().length];
        Arrays.setAll(values, i -> truth.values()[i] != 0 ? yes.values()[i] : no.values()[i]);
        return new SmallTensor(shape, values, SmallTensor.areIntegers(operands.subList(1, 3)));
    }

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String zero = graph.scalar(0);
        Broadcasting.propagate(node, 1, gradient -> graph.where(node.input(0), gradient, zero));
        Broadcasting.propagate(node, 2, gradient -> graph.where(node.input(0), zero, gradient));
    }
}
