package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * A tensor whose numbers are known before the graph runs, such as a shape or the axes of a reduction. Its arrays are not changed.
 *
 * @param shape its dimensions
 * @param values its numbers in C order; truth values are 0 and 1
 * @param integer whether divisions round towards zero
 */
public record SmallTensor(long[] shape, double[] values, boolean integer) {

    /** Larger ones are weights, of which only the shape matters. */
    static final int LARGEST = 4096;

    static Optional<SmallTensor> of(TensorProto tensor) {
        DataType type = Tensors.type(tensor);
        boolean real = type == DataType.FLOAT || type == DataType.DOUBLE || type == DataType.FLOAT16;
        boolean integer = type == DataType.INT64 || type == DataType.INT32 || type == DataType.BOOL;
        return (real || integer) && Tensors.count(tensor) <= LARGEST
                ? Optional.of(new SmallTensor(Tensors.shape(tensor), Tensors.values(tensor), integer))
                : Optional.empty();
    }

    static SmallTensor integers(long... values) {
        return new SmallTensor(
                new long[] {values.length},
                Arrays.stream(values).asDoubleStream().toArray(),
                true);
    }

    static boolean areIntegers(List<SmallTensor> operands) {
        return operands.stream().allMatch(operand -> operand == null || operand.integer());
    }

    SmallTensor map(DoubleUnaryOperator function) {
        return new SmallTensor(shape, Arrays.stream(values).map(function).toArray(), integer);
    }

    /** The same numbers in another shape. */
    SmallTensor reshaped(long... newShape) {
        return new SmallTensor(newShape, values, integer);
    }

    long[] toLongs() {
        return Arrays.stream(values).mapToLong(value -> (long) value).toArray();
    }

    static long count(long... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
