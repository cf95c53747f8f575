package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.GraphBuilder;

/** Elementary functions of one operand. */
final class UnaryRules {

    private UnaryRules() {}

    /** d√x = dx / 2√x. */
    static void sqrt(ForwardNode node) {
        GraphBuilder graph = node.graph();
        node.gradient(0, graph.div(graph.mul(node.cotangent(), graph.scalar(0.5)), node.output()));
    }

    static void neg(ForwardNode node) {
        node.gradient(0, node.graph().unary("Neg", node.cotangent()));
    }

    static void exp(ForwardNode node) {
        node.gradient(0, node.graph().mul(node.cotangent(), node.output()));
    }

    static void log(ForwardNode node) {
        node.gradient(0, node.graph().div(node.cotangent(), node.input(0)));
    }

    /** Nothing flows at zero. */
    static void abs(ForwardNode node) {
        GraphBuilder graph = node.graph();
        node.gradient(0, graph.mul(node.cotangent(), graph.unary("Sign", node.input(0))));
    }

    /** d(1/x) = −dx / x². */
    static void reciprocal(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String square = graph.mul(node.output(), node.output());
        node.gradient(0, graph.unary("Neg", graph.mul(node.cotangent(), square)));
    }

    /** erf' = 2/√π · exp(−x²). */
    static void erf(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String bell = graph.unary("Exp", graph.unary("Neg", graph.mul(node.input(0), node.input(0))));
        String slope = graph.mul(bell, graph.scalar(2 / Math.sqrt(Math.PI)));
        node.gradient(0, graph.mul(node.cotangent(), slope));
    }

    static void sin(ForwardNode node) {
        GraphBuilder graph = node.graph();
        node.gradient(0, graph.mul(node.cotangent(), graph.unary("Cos", node.input(0))));
    }

    static void cos(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String slope = graph.unary("Neg", graph.unary("Sin", node.input(0)));
        node.gradient(0, graph.mul(node.cotangent(), slope));
    }
}
