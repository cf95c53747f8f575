package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;

/** Elementwise functions of several operands, with broadcasting. */
final class Arithmetic implements DifferentiableFamily {

    private static final Map<String, Consumer<ForwardNode>> RULES = Map.ofEntries(
            Map.entry("Add", Arithmetic::add),
            Map.entry("Sub", Arithmetic::sub),
            Map.entry("Mul", Arithmetic::mul),
            Map.entry("Div", Arithmetic::div),
            Map.entry("Sum", Arithmetic::sum),
            Map.entry("Mean", Arithmetic::sum),
            Map.entry("Max", Arithmetic::extremum),
            Map.entry("Min", Arithmetic::extremum));

    @Override
    public Set<String> types() {
        return RULES.keySet();
    }

    @Override
    public int leastInputs(String type) {
        return switch (type) {
            case "Add", "Sub", "Mul", "Div" -> 2;
            default -> 1;
        };
    }

    @Override
    public long[] shape(ShapedNode node) {
        return Broadcasting.shape(node);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return switch (node.op()) {
            case "Add" -> Broadcasting.fold(Double::sum, operands, shape);
            case "Sub" -> Broadcasting.fold((a, b) -> a - b, operands, shape);
            case "Mul" -> Broadcasting.fold((a, b) -> a * b, operands, shape);
            case "Div" -> Broadcasting.fold(quotient(SmallTensor.areIntegers(operands)), operands, shape);
            case "Min" -> Broadcasting.fold(Math::min, operands, shape);
            case "Max" -> Broadcasting.fold(Math::max, operands, shape);
            default -> null;
        };
    }

    private static DoubleBinaryOperator quotient(boolean integers) {
        return integers ? (a, b) -> (long) a / (long) b : (a, b) -> a / b;
    }

    @Override
    public void backward(ForwardNode node) {
        RULES.get(node.op()).accept(node);
    }

    private static void add(ForwardNode node) {
        Broadcasting.propagate(node, 0, gradient -> gradient);
        Broadcasting.propagate(node, 1, gradient -> gradient);
    }

    private static void sub(ForwardNode node) {
        Broadcasting.propagate(node, 0, gradient -> gradient);
        Broadcasting.propagate(node, 1, gradient -> node.graph().unary("Neg", gradient));
    }

    private static void mul(ForwardNode node) {
        GraphBuilder graph = node.graph();
        Broadcasting.propagate(node, 0, gradient -> graph.mul(gradient, node.input(1)));
        Broadcasting.propagate(node, 1, gradient -> graph.mul(gradient, node.input(0)));
    }

    private static void div(ForwardNode node) {
        GraphBuilder graph = node.graph();
        Broadcasting.propagate(node, 0, gradient -> graph.div(gradient, node.input(1)));
        Broadcasting.propagate(
                node, 1, gradient -> graph.unary("Neg", graph.div(graph.mul(gradient, node.output()), node.input(1))));
    }

    /** {@code Sum} and {@code Mean} of any number of operands. */
    private static void sum(ForwardNode node) {
        GraphBuilder graph = node.graph();
        boolean mean = node.op().equals("Mean");
        for (int input = 0; input < node.inputs(); input++) {
            Broadcasting.propagate(
                    node, input, gradient -> mean ? graph.mul(gradient, graph.scalar(1.0 / node.inputs())) : gradient);
        }
    }

    /** {@code Max} and {@code Min}: the first operand that reaches the result gets the gradient. */
    private static void extremum(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String taken = null;
        for (int input = 0; input < node.inputs(); input++) {
            String reaches = graph.indicator(graph.node("Equal", List.of(node.input(input), node.output())));
            String wins = taken == null ? reaches : graph.mul(reaches, graph.sub(graph.scalar(1), taken));
            taken = taken == null ? reaches : graph.node("Max", List.of(taken, reaches));
            Broadcasting.propagate(node, input, gradient -> graph.mul(gradient, wins));
        }
    }
}
