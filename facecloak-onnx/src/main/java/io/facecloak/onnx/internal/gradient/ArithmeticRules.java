package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;
import java.util.function.UnaryOperator;

/** Elementwise functions of several operands, with broadcasting. */
final class ArithmeticRules {

    private ArithmeticRules() {}

    static void add(ForwardNode node) {
        propagate(node, 0, gradient -> gradient);
        propagate(node, 1, gradient -> gradient);
    }

    static void sub(ForwardNode node) {
        propagate(node, 0, gradient -> gradient);
        propagate(node, 1, gradient -> node.graph().unary("Neg", gradient));
    }

    static void mul(ForwardNode node) {
        GraphBuilder graph = node.graph();
        propagate(node, 0, gradient -> graph.mul(gradient, node.input(1)));
        propagate(node, 1, gradient -> graph.mul(gradient, node.input(0)));
    }

    static void div(ForwardNode node) {
        GraphBuilder graph = node.graph();
        propagate(node, 0, gradient -> graph.div(gradient, node.input(1)));
        propagate(
                node, 1, gradient -> graph.unary("Neg", graph.div(graph.mul(gradient, node.output()), node.input(1))));
    }

    /** {@code Sum} and {@code Mean} of any number of operands. */
    static void sum(ForwardNode node) {
        GraphBuilder graph = node.graph();
        boolean mean = node.op().equals("Mean");
        for (int input = 0; input < node.inputs(); input++) {
            propagate(
                    node, input, gradient -> mean ? graph.mul(gradient, graph.scalar(1.0 / node.inputs())) : gradient);
        }
    }

    /** {@code Max} and {@code Min}: the first operand that reaches the result gets the gradient. */
    static void extremum(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String taken = null;
        for (int input = 0; input < node.inputs(); input++) {
            String reaches = graph.indicator(graph.node("Equal", List.of(node.input(input), node.output())));
            String wins = taken == null ? reaches : graph.mul(reaches, graph.sub(graph.scalar(1), taken));
            taken = taken == null ? reaches : graph.node("Max", List.of(taken, reaches));
            propagate(node, input, gradient -> graph.mul(gradient, wins));
        }
    }

    /** x to the power of p: p·xᵖ⁻¹ for the base, xᵖ·log x for the exponent. */
    static void pow(ForwardNode node) {
        GraphBuilder graph = node.graph();
        Double constant = node.constantScalar(1);
        propagate(node, 0, gradient -> {
            if (constant != null && constant == 2) {
                return graph.mul(gradient, graph.mul(node.input(0), graph.scalar(2)));
            }
            String exponent = constant == null ? node.input(1) : graph.scalar(constant);
            String lower = graph.node("Pow", List.of(node.input(0), graph.sub(exponent, graph.scalar(1))));
            return graph.mul(gradient, graph.mul(exponent, lower));
        });
        propagate(
                node, 1, gradient -> graph.mul(gradient, graph.mul(node.output(), graph.unary("Log", node.input(0)))));
    }

    /** {@code Where}: each side gets the gradient of the elements it gave. */
    static void where(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String zero = graph.scalar(0);
        propagate(node, 1, gradient -> graph.where(node.input(0), gradient, zero));
        propagate(node, 2, gradient -> graph.where(node.input(0), zero, gradient));
    }

    private static void propagate(ForwardNode node, int input, UnaryOperator<String> partial) {
        if (node.active(input)) {
            node.gradient(input, Broadcasting.sumTo(node, partial.apply(node.cotangent()), input));
        }
    }
}
