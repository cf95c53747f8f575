package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** {@code Slice} at constant places: the gradient goes back to where its elements came from, with zeros elsewhere. */
final class Slice implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Slice");
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] x = node.shape(0);
        long[] starts = node.integers(1);
        long[] ends = node.integers(2);
        long[] axes = node.integers(3);
        long[] steps = node.integers(4);
        if (starts == null || ends == null || (node.has(3) && axes == null) || (node.has(4) && steps == null)) {
            return null;
        }
        long[] result = x.clone();
        for (int i = 0; i < starts.length; i++) {
            int axis = axes == null ? i : ShapedNode.axisFromFront(axes[i], x.length);
            long step = steps == null ? 1 : steps[i];
            long end = ends[i] < 0 ? ends[i] + x[axis] : ends[i];
            end = step > 0 ? Math.max(0, Math.min(x[axis], end)) : Math.max(-1, Math.min(x[axis] - 1, end));
            long distance = end - clampedStart(starts[i], x[axis], step);
            result[axis] = Math.max(0, (distance + step - Long.signum(step)) / step);
        }
        return result;
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        SmallTensor data = operands.get(0);
        if (data.shape().length != 1) {
            return null;
        }
        long step =
                operands.size() > 4 && operands.get(4) != null ? operands.get(4).toLongs()[0] : 1;
        long start = clampedStart(operands.get(1).toLongs()[0], data.values().length, step);
        double[] values = new double[(int) shape[0]];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.values()[(int) (start + i * step)];
        }
        return new SmallTensor(shape, values, data.integer());
    }

    /** Where a slice begins that may count from the end or beyond it. */
    private static long clampedStart(long start, long size, long step) {
        long first = start < 0 ? start + size : start;
        return step > 0 ? Math.max(0, Math.min(size, first)) : Math.max(0, Math.min(size - 1, first));
    }

    @Override
    public boolean readsOperands() {
        return true;
    }

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
                gradient = Pad.embed(graph, gradient, shape.rank(), axis, start, length - start - taken);
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
