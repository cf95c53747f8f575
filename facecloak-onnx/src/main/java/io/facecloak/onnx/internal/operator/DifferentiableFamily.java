package io.facecloak.onnx.internal.operator;

/** Operators that gradients pass. */
public interface DifferentiableFamily extends OperatorFamily {

    /**
     * The vector-Jacobian product: given the gradient with respect to a node's output, appends the nodes that compute the gradient with respect
     * to each of the node's active inputs to {@link ForwardNode#graph()}, and hands the results to {@link ForwardNode#gradient(int, String)}.
     *
     * @throws UnsupportedNodeException if this node's attributes or inputs are beyond the rule
     */
    void backward(ForwardNode node);

    /** Whether {@link #backward} reads numbers of the operands after the first, such as axes, which must be constants then. */
    default boolean readsOperands() {
        return false;
    }
}
