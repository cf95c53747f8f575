package io.facecloak.onnx.gradient;

import io.facecloak.onnx.graph.GraphBuilder;

/** {@code PRelu} with a constant slope: the gradient is scaled by the slope where the input is not positive. */
final class PReluRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        node.requireOnlyFirstActive();
        GraphBuilder graph = node.graph();
        String slope = graph.where(graph.greater(node.input(0), graph.scalar(0)), graph.scalar(1), node.input(1));
        node.gradient(0, graph.mul(node.cotangent(), slope));
    }
}
