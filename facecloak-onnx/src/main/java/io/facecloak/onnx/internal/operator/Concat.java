package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code Concat}: each active input gets its slice of the gradient. */
final class Concat implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Concat");
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] result = node.shape(0).clone();
        int axis = node.axis(0, result.length);
        for (int input = 1; input < node.inputs(); input++) {
            long[] other = node.shape(input);
            if (other == null) {
                return null;
            }
            result[axis] += other[axis];
        }
        return result;
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        if (shape.length != 1) {
            return null;
        }
        double[] values = operands.stream()
                .flatMapToDouble(operand -> Arrays.stream(operand.values()))
                .toArray();
        return new SmallTensor(shape, values, SmallTensor.areIntegers(operands));
    }

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        int axis = node.outputShape().axis(node.attributes().integer("axis", 0));
        long start = 0;
        for (int input = 0; input < node.inputs(); input++) {
            if (node.inputShape(input).isDynamic(axis)) {
                throw new UnsupportedNodeException("joins along the batch");
            }
            long end = start + node.inputShape(input).at(axis);
            if (node.active(input)) {
                node.gradient(
                        input,
                        graph.node(
                                "Slice",
                                List.of(node.cotangent(), graph.longs(start), graph.longs(end), graph.longs(axis))));
            }
            start = end;
        }
    }
}
