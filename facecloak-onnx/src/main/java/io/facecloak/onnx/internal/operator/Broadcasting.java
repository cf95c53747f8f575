package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;

/** Operands that are repeated along the axes that they lack: shapes, numbers, and the adjoint. */
final class Broadcasting {

    private Broadcasting() {}

    /** The shape of all operands of a node together, or null if they do not fit or one is unknown. */
    static long[] shape(ShapedNode node) {
        long[] result = new long[0];
        for (int input = 0; input < node.inputs() && result != null; input++) {
            result = node.shape(input) == null ? null : shape(result, node.shape(input));
        }
        return result;
    }

    /** The shape of two operands together, or null if they do not fit. */
    static long[] shape(long[] a, long[] b) {
        long[] wide = a.length >= b.length ? a : b;
        long[] narrow = a.length >= b.length ? b : a;
        long[] result = wide.clone();
        for (int i = 0; i < narrow.length; i++) {
            int axis = wide.length - narrow.length + i;
            if (narrow[i] != 1 && wide[axis] != 1 && narrow[i] != wide[axis]) {
                return null;
            }
            result[axis] = wide[axis] == 1 ? narrow[i] : wide[axis];
        }
        return result;
    }

    /** A function of two small operands, or null where there are not two. */
    static SmallTensor fold(DoubleBinaryOperator function, List<SmallTensor> operands, long[] shape) {
        if (operands.size() != 2 || operands.get(1) == null) {
            return null;
        }
        double[] a = repeated(operands.get(0), shape).values();
        double[] b = repeated(operands.get(1), shape).values();
        Arrays.setAll(a, i -> function.applyAsDouble(a[i], b[i]));
        return new SmallTensor(shape, a, SmallTensor.areIntegers(operands));
    }

    /** A small operand in the shape of the result. */
    static SmallTensor repeated(SmallTensor operand, long[] shape) {
        double[] values = new double[(int) SmallTensor.count(shape)];
        Arrays.setAll(values, i -> operand.values()[source(i, operand.shape(), shape)]);
        return new SmallTensor(shape, values, operand.integer());
    }

    /** Where the element at a flat index of the broadcast result comes from. */
    private static int source(int index, long[] from, long[] to) {
        int source = 0;
        int stride = 1;
        int rest = index;
        for (int axis = to.length - 1; axis >= 0; axis--) {
            int position = (int) (rest % to[axis]);
            rest /= (int) to[axis];
            int own = axis - (to.length - from.length);
            if (own >= 0) {
                source += from[own] == 1 ? 0 : position * stride;
                stride *= (int) from[own];
            }
        }
        return source;
    }

    /** Hands an input its gradient if it is active: a function of the output's, summed to the input's shape. */
    static void propagate(ForwardNode node, int input, UnaryOperator<String> partial) {
        if (node.active(input)) {
            node.gradient(input, sumTo(node, partial.apply(node.cotangent()), input));
        }
    }

    /** Sums a gradient of an operator's output over the axes along which one of its inputs was repeated. */
    static String sumTo(ForwardNode node, String gradient, int input) {
        TensorShape from = node.outputShape();
        TensorShape to = node.inputShape(input);
        if (from.equals(to)) {
            return gradient;
        }
        GraphBuilder graph = node.graph();
        int leading = from.rank() - to.rank();
        List<Long> repeated = new ArrayList<>();
        for (int axis = 0; axis < from.rank(); axis++) {
            if (axis < leading || (to.at(axis - leading) == 1 && from.at(axis) != 1)) {
                repeated.add((long) axis);
            }
        }
        String sum = repeated.isEmpty()
                ? gradient
                : graph.reduce(
                        "ReduceSum",
                        gradient,
                        true,
                        repeated.stream().mapToLong(Long::longValue).toArray());
        return leading == 0 ? sum : node.reshapedToInput(sum, input);
    }
}
