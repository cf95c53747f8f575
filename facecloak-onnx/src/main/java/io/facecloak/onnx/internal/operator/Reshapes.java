package io.facecloak.onnx.internal.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** Operators that only rename positions: {@code Reshape}, {@code Flatten}, {@code Squeeze}, {@code Unsqueeze}. */
final class Reshapes implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze");
    }

    @Override
    public int leastInputs(String type) {
        return type.equals("Reshape") ? 2 : 1;
    }

    @Override
    public long[] shape(ShapedNode node) {
        return switch (node.op()) {
            case "Reshape" -> reshape(node, node.shape(0), node.integers(1));
            case "Flatten" -> flatten(node, node.shape(0));
            case "Squeeze" -> squeeze(node, node.shape(0));
            default -> unsqueeze(node.shape(0), node.integers(1));
        };
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return operands.get(0).reshaped(shape);
    }

    private static long[] reshape(ShapedNode node, long[] x, long[] target) {
        if (target == null) {
            return null;
        }
        long[] result = target.clone();
        int inferred = -1;
        for (int i = 0; i < result.length; i++) {
            if (result[i] == 0 && node.attributes().integer("allowzero", 0) == 0) {
                result[i] = x[i];
            } else if (result[i] < 0) {
                inferred = i;
                result[i] = 1;
            }
        }
        if (inferred >= 0) {
            result[inferred] = SmallTensor.count(x) / SmallTensor.count(result);
        }
        return SmallTensor.count(result) == SmallTensor.count(x) ? result : null;
    }

    private static long[] flatten(ShapedNode node, long[] x) {
        int axis = node.axis(1, x.length);
        long rows = SmallTensor.count(Arrays.copyOf(x, axis));
        return new long[] {rows, SmallTensor.count(Arrays.copyOfRange(x, axis, x.length))};
    }

    private static long[] squeeze(ShapedNode node, long[] x) {
        long[] axes = node.integers(1);
        if (axes == null && node.has(1)) {
            return null;
        }
        LongStream.Builder result = LongStream.builder();
        for (int i = 0; i < x.length; i++) {
            boolean drop = axes == null ? x[i] == 1 : ShapedNode.contains(axes, i, x.length);
            if (!drop) {
                result.add(x[i]);
            }
        }
        return result.build().toArray();
    }

    private static long[] unsqueeze(long[] x, long[] axes) {
        if (axes == null) {
            return null;
        }
        long[] result = new long[x.length + axes.length];
        int next = 0;
        for (int i = 0; i < result.length; i++) {
            result[i] = ShapedNode.contains(axes, i, result.length) ? 1 : x[next++];
        }
        return result;
    }

    @Override
    public void backward(ForwardNode node) {
        node.gradient(0, node.reshapedToInput(0));
    }
}
