package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.GraphBuilder;

/** {@code Softmax} and {@code LogSoftmax}. */
final class SoftmaxRules {

    private SoftmaxRules() {}

    /** dx = y·(dy − Σ dy·y). */
    static void softmax(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String sum = graph.reduce("ReduceSum", graph.mul(node.cotangent(), node.output()), true, axis(node));
        node.gradient(0, graph.mul(node.output(), graph.sub(node.cotangent(), sum)));
    }

    /** dx = dy − eʸ·Σ dy. */
    static void logSoftmax(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String sum = graph.reduce("ReduceSum", node.cotangent(), true, axis(node));
        node.gradient(0, graph.sub(node.cotangent(), graph.mul(graph.unary("Exp", node.output()), sum)));
    }

    private static long axis(ForwardNode node) {
        return node.inputShape(0).axis(node.attributes().integer("axis", -1));
    }
}
