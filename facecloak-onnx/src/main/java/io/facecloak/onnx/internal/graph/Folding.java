package io.facecloak.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Computes small nodes whose operands are known: what exporters write to compute shapes, axes and conditions. */
final class Folding {

    private Folding() {}

    /**
     * @param operands the node's inputs, all known; null stands for an input that is left out
     * @param shape the shape of the result
     * @return the numbers of the node's first output, or null where the operator is not among those that compute shapes
     */
    static SmallTensor fold(NodeProto node, List<SmallTensor> operands, long[] shape) {
        if (operands.isEmpty() || operands.get(0) == null || SmallTensor.count(shape) > SmallTensor.LARGEST) {
            return null;
        }
        SmallTensor first = operands.get(0);
        Attributes attributes = new Attributes(node);
        return switch (node.getOpType()) {
            case "Identity", "Squeeze", "Unsqueeze", "Reshape", "Flatten" -> first.reshaped(shape);
            case "Cast" -> cast(first, attributes.integer("to", DataType.FLOAT_VALUE));
            case "Gather" -> first.shape().length == 1 ? gather(first, operands.get(1), shape) : null;
            case "Slice" -> first.shape().length == 1 ? slice(first, operands, shape) : null;
            case "Concat" -> shape.length == 1 ? concat(operands, shape) : null;
            case "Expand" -> broadcast((a, b) -> a, first, first, shape, first.integer());
            case "ConstantOfShape" -> filled(node, shape);
            case "Range" -> range(operands, shape);
            case "Neg" -> map(first, value -> -value);
            case "Abs" -> map(first, Math::abs);
            case "Floor" -> map(first, Math::floor);
            case "Ceil" -> map(first, Math::ceil);
            case "Sqrt" -> map(first, Math::sqrt);
            case "Not" -> map(first, value -> value == 0 ? 1 : 0);
            case "ReduceProd" -> reduce(first, 1, (a, b) -> a * b, shape);
            case "ReduceSum" -> reduce(first, 0, Double::sum, shape);
            case "ReduceMax" -> reduce(first, Double.NEGATIVE_INFINITY, Math::max, shape);
            case "ReduceMin" -> reduce(first, Double.POSITIVE_INFINITY, Math::min, shape);
            case "Where" -> where(operands, shape);
            default -> {
                DoubleBinaryOperator operator =
                        operands.size() == 2 ? binary(node.getOpType(), integer(operands)) : null;
                yield operator == null || operands.get(1) == null
                        ? null
                        : broadcast(operator, first, operands.get(1), shape, integer(operands));
            }
        };
    }

    private static boolean integer(List<SmallTensor> operands) {
        return operands.stream().allMatch(operand -> operand == null || operand.integer());
    }

    private static DoubleBinaryOperator binary(String op, boolean integer) {
        return switch (op) {
            case "Add" -> Double::sum;
            case "Sub" -> (a, b) -> a - b;
            case "Mul" -> (a, b) -> a * b;
            case "Div" -> integer ? (a, b) -> (long) a / (long) b : (a, b) -> a / b;
            case "Min" -> Math::min;
            case "Max" -> Math::max;
            case "Pow" -> Math::pow;
            case "Mod" -> integer ? (a, b) -> Math.floorMod((long) a, (long) b) : null;
            case "Equal" -> (a, b) -> a == b ? 1 : 0;
            case "Greater" -> (a, b) -> a > b ? 1 : 0;
            case "GreaterOrEqual" -> (a, b) -> a >= b ? 1 : 0;
            case "Less" -> (a, b) -> a < b ? 1 : 0;
            case "LessOrEqual" -> (a, b) -> a <= b ? 1 : 0;
            case "And" -> (a, b) -> a != 0 && b != 0 ? 1 : 0;
            case "Or" -> (a, b) -> a != 0 || b != 0 ? 1 : 0;
            default -> null;
        };
    }

    private static SmallTensor cast(SmallTensor tensor, long type) {
        if (type == DataType.BOOL_VALUE) {
            return new SmallTensor(
                    tensor.shape(), map(tensor, value -> value != 0 ? 1 : 0).values(), true);
        }
        boolean integer = type == DataType.INT64_VALUE || type == DataType.INT32_VALUE;
        double[] values = integer ? map(tensor, value -> (long) value).values() : tensor.values();
        return new SmallTensor(tensor.shape(), values, integer);
    }

    private static SmallTensor map(SmallTensor tensor, DoubleUnaryOperator function) {
        return new SmallTensor(
                tensor.shape(), Arrays.stream(tensor.values()).map(function).toArray(), tensor.integer());
    }

    private static SmallTensor gather(SmallTensor data, SmallTensor indices, long[] shape) {
        double[] values = new double[indices.values().length];
        for (int i = 0; i < values.length; i++) {
            int index = (int) indices.values()[i];
            values[i] = data.values()[index < 0 ? index + data.values().length : index];
        }
        return new SmallTensor(shape, values, data.integer());
    }

    private static SmallTensor slice(SmallTensor data, List<SmallTensor> operands, long[] shape) {
        long step =
                operands.size() > 4 && operands.get(4) != null ? operands.get(4).toLongs()[0] : 1;
        long start = clampedStart(operands.get(1).toLongs()[0], data.values().length, step);
        double[] values = new double[(int) shape[0]];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.values()[(int) (start + i * step)];
        }
        return new SmallTensor(shape, values, data.integer());
    }

    private static SmallTensor concat(List<SmallTensor> operands, long[] shape) {
        double[] values = operands.stream()
                .flatMapToDouble(operand -> Arrays.stream(operand.values()))
                .toArray();
        return new SmallTensor(shape, values, integer(operands));
    }

    private static SmallTensor filled(NodeProto node, long[] shape) {
        double[] values = new double[(int) SmallTensor.count(shape)];
        boolean integer = false;
        if (node.getAttributeCount() > 0) {
            SmallTensor value = SmallTensor.of(node.getAttribute(0).getT()).orElse(null);
            if (value == null) {
                return null;
            }
            Arrays.fill(values, value.values()[0]);
            integer = value.integer();
        }
        return new SmallTensor(shape, values, integer);
    }

    private static SmallTensor range(List<SmallTensor> operands, long[] shape) {
        double[] values = new double[(int) shape[0]];
        for (int i = 0; i < values.length; i++) {
            values[i] = operands.get(0).values()[0] + i * operands.get(2).values()[0];
        }
        return new SmallTensor(shape, values, integer(operands));
    }

    private static SmallTensor reduce(SmallTensor tensor, double start, DoubleBinaryOperator operator, long[] shape) {
        return SmallTensor.count(shape) != 1
                ? null
                : new SmallTensor(
                        shape, new double[] {Arrays.stream(tensor.values()).reduce(start, operator)}, tensor.integer());
    }

    private static SmallTensor where(List<SmallTensor> operands, long[] shape) {
        boolean integer = integer(operands.subList(1, 3));
        SmallTensor truth = broadcast((a, b) -> a, operands.get(0), operands.get(0), shape, true);
        SmallTensor yes = broadcast((a, b) -> a, operands.get(1), operands.get(1), shape, integer);
        SmallTensor no = broadcast((a, b) -> a, operands.get(2), operands.get(2), shape, integer);
        double[] values = new double[truth.values().length];
        Arrays.setAll(values, i -> truth.values()[i] != 0 ? yes.values()[i] : no.values()[i]);
        return new SmallTensor(shape, values, integer);
    }

    private static SmallTensor broadcast(
            DoubleBinaryOperator operator, SmallTensor a, SmallTensor b, long[] shape, boolean integer) {
        double[] values = new double[(int) SmallTensor.count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = operator.applyAsDouble(
                    a.values()[source(i, a.shape(), shape)], b.values()[source(i, b.shape(), shape)]);
        }
        return new SmallTensor(shape, values, integer);
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

    /** Where a slice begins that may count from the end or beyond it. */
    static long clampedStart(long start, long size, long step) {
        long first = start < 0 ? start + size : start;
        return step > 0 ? Math.max(0, Math.min(size, first)) : Math.max(0, Math.min(size - 1, first));
    }
}
