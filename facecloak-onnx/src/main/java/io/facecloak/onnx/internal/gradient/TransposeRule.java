package io.facecloak.onnx.internal.gradient;

import java.util.stream.IntStream;

/** {@code Transpose}: the inverse permutation. */
final class TransposeRule implements VjpRule {

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
