package io.facecloak.onnx.internal.operator;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;

/** {@code Transpose}: the inverse permutation. */
final class Transpose implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Transpose");
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] x = node.shape(0);
        long[] permutation = node.attributes().integers("perm");
        long[] result = new long[x.length];
        Arrays.setAll(result, i -> x[permutation == null ? x.length - 1 - i : (int) permutation[i]]);
        return result;
    }

    @Override
    public void backward(ForwardNode node) {
        int rank = node.inputShape(0).rank();
        long[] reversed =
                IntStream.range(0, rank).mapToLong(axis -> rank - 1 - axis).toArray();
        long[] permutation = node.attributes().integers("perm", reversed);
        long[] inverse = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            inverse[(int) permutation[axis]] = axis;
        }
        node.gradient(0, node.graph().transpose(node.cotangent(), inverse));
    }
}
