package io.facecloak.onnx.gradient;

import io.facecloak.onnx.graph.GraphBuilder;

/** Elementary functions of one operand. */
final class UnaryRules {

    private UnaryRules() {}

    /** d√x = dy / 2√x. */
    static void sqrt(ForwardNode node) {
        GraphBuilder graph = node.graph();
        node.gradient(0, graph.div(graph.mul(node.cotangent(), graph.scalar(0.5)), node.output()));
    }

    static void neg(ForwardNode node) {
        node.gradient(0, node.graph().unary("Neg", node.cotangent()));
    }
}
