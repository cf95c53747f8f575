package io.facecloak.onnx.internal.operator;

import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;

/** Counts products. */
final class Products {

    private Products() {}

    /** One filter [channels in or out, kernel...] for every place; nothing where one of the shapes is unknown. */
    static OptionalLong ofFilters(long[] places, long[] weights) {
        return places == null || weights == null
                ? OptionalLong.empty()
                : OptionalLong.of(count(places, 0) * count(weights, 1));
    }

    /** A sum for every number of the output, along one axis of the first operand; nothing where one of the shapes is unknown. */
    static OptionalLong ofSums(long[] output, long[] operand, IntUnaryOperator axis) {
        return output == null || operand == null
                ? OptionalLong.empty()
                : OptionalLong.of(count(output, 0) * operand[axis.applyAsInt(operand.length)]);
    }

    private static long count(long[] shape, int from) {
        long count = 1;
        for (int i = from; i < shape.length; i++) {
            count *= shape[i];
        }
        return count;
    }
}
