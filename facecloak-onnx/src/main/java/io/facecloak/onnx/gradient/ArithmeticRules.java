package io.facecloak.onnx.gradient;

import io.facecloak.onnx.graph.GraphBuilder;
import java.util.function.UnaryOperator;

/** Sums, differences, products and quotients with broadcasting. */
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

    private static void propagate(ForwardNode node, int input, UnaryOperator<String> partial) {
        if (node.active(input)) {
            node.gradient(input, Broadcasting.sumTo(node, partial.apply(node.cotangent()), input));
        }
    }
}
