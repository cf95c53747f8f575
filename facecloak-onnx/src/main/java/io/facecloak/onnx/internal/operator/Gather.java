package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** {@code Gather}: gradients go back to the places that the indices name, and add up where an index occurs twice. */
final class Gather implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Gather");
    }

    @Override
    public int leastInputs(String type) {
        return 2;
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] x = node.shape(0);
        long[] indices = node.shape(1);
        if (indices == null) {
            return null;
        }
        int axis = node.axis(0, x.length);
        LongStream.Builder result = LongStream.builder();
        for (int i = 0; i < x.length; i++) {
            if (i == axis) {
                Arrays.stream(indices).forEach(result);
            } else {
                result.add(x[i]);
            }
        }
        return result.build().toArray();
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        SmallTensor data = operands.get(0);
        if (data.shape().length != 1) {
            return null;
        }
        double[] indices = operands.get(1).values();
        double[] values = new double[indices.length];
        for (int i = 0; i < values.length; i++) {
            int index = (int) indices[i];
            values[i] = data.values()[index < 0 ? index + data.values().length : index];
        }
        return new SmallTensor(shape, values, data.integer());
    }

    @Override
    public boolean readsOperands() {
        return true;
    }

    @Override
    public void backward(ForwardNode node) {
        node.requireOnlyFirstActive();
        GraphBuilder graph = node.graph();
        TensorShape shape = node.inputShape(0);
        TensorShape indices = node.inputShape(1);
        int axis = shape.axis(node.attributes().integer("axis", 0));
        if (shape.isDynamic(axis)) {
            throw new UnsupportedNodeException("picks from the batch");
        }
        String gradient = node.cotangent();
        if (indices.rank() == 0) {
            gradient = graph.node("Unsqueeze", List.of(gradient, graph.longs(axis)));
            Double index = node.constantScalar(1);
            if (index != null) {
                long place = index < 0 ? index.longValue() + shape.at(axis) : index.longValue();
                node.gradient(0, Pad.embed(graph, gradient, shape.rank(), axis, place, shape.at(axis) - place - 1));
                return;
            }
        } else if (indices.rank() > 1) {
            long[] merged = shape.dimensions();
            merged[axis] = Arrays.stream(indices.dimensions()).reduce(1, (a, b) -> a * b);
            gradient = graph.reshape(gradient, merged);
        }
        int length = Math.toIntExact(shape.at(axis));
        String images = graph.node(
                "Gather",
                List.of(graph.reals(SeparableMap.basis(length), length, length), graph.reshape(node.input(1), -1)),
                Attributes.of("axis", 1));
        node.gradient(0, SeparableMap.adjointAlong(graph, gradient, shape.rank(), axis, images));
    }
}
