package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** {@code Slice} at constant places: the gradient goes back to where its elements came from, with zeros elsewhere. */
final class SliceRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        TensorShape shape = node.inputShape(0);
        long[] starts = node.constantIntegers(1);
        long[] ends = node.constantIntegers(2);
        long[] axes = node.has(3)
                ? node.constantIntegers(3)
                : IntStream.range(0, starts.length).asLongStream().toArray();
        long[] ones = new long[starts.length];
        Arrays.fill(ones, 1);
        long[] steps = node.has(4) ? node.constantIntegers(4) : ones;
        String gradient = node.cotangent();
        for (int i = 0; i < starts.length; i++) {
            int axis = shape.axis(axes[i]);
            if (shape.isDynamic(axis)) {
                if (shape.at(axis) != node.outputShape().at(axis) || steps[i] != 1) {
                    throw new UnsupportedNodeException("takes a part of the batch");
                }
            } else if (steps[i] == 1) {
                long length = shape.at(axis);
                long start = Math.min(length, Math.max(0, starts[i] < 0 ? starts[i] + length : starts[i]));
                long taken = node.outputShape().at(axis);
                gradient = PadRule.embed(graph, gradient, shape.rank(), axis, start, length - start - taken);
            } else {
                int length = Math.toIntExact(shape.at(axis));
                String images = graph.node(
                        "Slice",
                        List.of(
                                graph.reals(SeparableMap.basis(length), length, length),
                                graph.longs(starts[i]),
                                graph.longs(ends[i]),
                                graph.longs(1),
                                graph.longs(steps[i])));
                gradient = SeparableMap.adjointAlong(graph, gradient, shape.rank(), axis, images);
            }
        }
        node.gradient(0, gradient);
    }
}
