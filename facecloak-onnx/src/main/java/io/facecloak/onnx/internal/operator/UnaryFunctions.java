package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Elementary functions of one operand. */
final class UnaryFunctions implements DifferentiableFamily {

    private static final Map<String, Consumer<ForwardNode>> RULES = Map.ofEntries(
            Map.entry("Sqrt", UnaryFunctions::sqrt),
            Map.entry("Neg", UnaryFunctions::neg),
            Map.entry("Exp", UnaryFunctions::exp),
            Map.entry("Log", UnaryFunctions::log),
            Map.entry("Abs", UnaryFunctions::abs),
            Map.entry("Reciprocal", UnaryFunctions::reciprocal),
            Map.entry("Erf", UnaryFunctions::erf),
            Map.entry("Sin", UnaryFunctions::sin),
            Map.entry("Cos", UnaryFunctions::cos));

    @Override
    public Set<String> types() {
        return RULES.keySet();
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(0);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return switch (node.op()) {
            case "Neg" -> operands.get(0).map(value -> -value);
            case "Abs" -> operands.get(0).map(Math::abs);
            case "Sqrt" -> operands.get(0).map(Math::sqrt);
            default -> null;
        };
    }

    @Override
    public void backward(ForwardNode node) {
        RULES.get(node.op()).accept(node);
    }

    /** d√x = dx / 2√x. */
    private static void sqrt(ForwardNode node) {
        GraphBuilder graph = node.graph();
        node.gradient(0, graph.div(graph.mul(node.cotangent(), graph.scalar(0.5)), node.output()));
    }

    private static void neg(ForwardNode node) {
        node.gradient(0, node.graph().unary("Neg", node.cotangent()));
    }

    private static void exp(ForwardNode node) {
        node.gradient(0, node.graph().mul(node.cotangent(), node.output()));
    }

    private static void log(ForwardNode node) {
        node.gradient(0, node.graph().div(node.cotangent(), node.input(0)));
    }

    /** Nothing flows at zero. */
    private static void abs(ForwardNode node) {
        GraphBuilder graph = node.graph();
        node.gradient(0, graph.mul(node.cotangent(), graph.unary("Sign", node.input(0))));
    }

    /** d(1/x) = −dx / x². */
    private static void reciprocal(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String square = graph.mul(node.output(), node.output());
        node.gradient(0, graph.unary("Neg", graph.mul(node.cotangent(), square)));
    }

    /** erf' = 2/√π · exp(−x²). */
    private static void erf(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String bell = graph.unary("Exp", graph.unary("Neg", graph.mul(node.input(0), node.input(0))));
        String slope = graph.mul(bell, graph.scalar(2 / Math.sqrt(Math.PI)));
        node.gradient(0, graph.mul(node.cotangent(), slope));
    }

    private static void sin(ForwardNode node) {
        GraphBuilder graph = node.graph();
        node.gradient(0, graph.mul(node.cotangent(), graph.unary("Cos", node.input(0))));
    }

    private static void cos(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String slope = graph.unary("Neg", graph.unary("Sin", node.input(0)));
        node.gradient(0, graph.mul(node.cotangent(), slope));
    }
}
