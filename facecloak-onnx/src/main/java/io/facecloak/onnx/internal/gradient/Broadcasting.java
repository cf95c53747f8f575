package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;

/** The adjoint of broadcasting. */
final class Broadcasting {

    private Broadcasting() {}

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
