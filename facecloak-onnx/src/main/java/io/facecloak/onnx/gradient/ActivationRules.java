package io.facecloak.onnx.gradient;

import io.facecloak.onnx.graph.GraphBuilder;

/** Activations without parameters that are tensors. */
final class ActivationRules {

    private ActivationRules() {}

    /** Reads the sign from the output, so that the engine can still fuse the activation with the convolution before it. */
    static void relu(ForwardNode node) {
        node.gradient(0, node.graph().mul(node.cotangent(), Masks.positive(node, node.output())));
    }

    static void leakyRelu(ForwardNode node) {
        GraphBuilder graph = node.graph();
        float slope = node.attributes().real("alpha", 0.01f);
        String signed = slope > 0 ? node.output() : node.input(0);
        node.gradient(
                0,
                graph.where(
                        graph.greater(signed, graph.scalar(0)),
                        node.cotangent(),
                        graph.mul(node.cotangent(), graph.scalar(slope))));
    }

    /** σ' = σ(1 − σ). */
    static void sigmoid(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String slope = graph.mul(node.output(), graph.sub(graph.scalar(1), node.output()));
        node.gradient(0, graph.mul(node.cotangent(), slope));
    }

    /** tanh' = 1 − tanh². */
    static void tanh(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String slope = graph.sub(graph.scalar(1), graph.mul(node.output(), node.output()));
        node.gradient(0, graph.mul(node.cotangent(), slope));
    }
}
