package io.facecloak.onnx.internal.gradient;

/**
 * The vector-Jacobian product of one family of operators: given the gradient with respect to a node's output, it appends the nodes that
 * compute the gradient with respect to each of the node's active inputs. Rules have no state.
 */
@FunctionalInterface
interface VjpRule {

    /**
     * Appends to {@code node.graph()} and hands the results to {@link ForwardNode#gradient(int, String)}.
     *
     * @throws UnsupportedNodeException if this node's attributes or inputs are beyond the rule
     */
    void backward(ForwardNode node);
}
