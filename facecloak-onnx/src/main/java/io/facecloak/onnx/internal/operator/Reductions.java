package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Sums, means, norms and extrema along axes. */
final class Reductions implements DifferentiableFamily {

    private static final Map<String, Consumer<ForwardNode>> RULES = Map.ofEntries(
            Map.entry("ReduceMean", Reductions::mean),
            Map.entry("ReduceSum", Reductions::sum),
            Map.entry("ReduceL2", Reductions::l2),
            Map.entry("ReduceL1", Reductions::l1),
            Map.entry("ReduceSumSquare", Reductions::sumSquare),
            Map.entry("ReduceLogSumExp", Reductions::logSumExp),
            Map.entry("ReduceLogSum", Reductions::logSum),
            Map.entry("ReduceProd", Reductions::product),
            Map.entry("ReduceMax", Reductions::extremum),
            Map.entry("ReduceMin", Reductions::extremum));

    /** Keeps the gradient of a norm finite at the origin, where it has none. */
    private static final double TINY = 1e-30;

    @Override
    public Set<String> types() {
        return RULES.keySet();
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] axes = node.has(1) ? node.integers(1) : node.attributes().integers("axes", new long[0]);
        return axes == null ? null : reduced(node, axes);
    }

    /**
     * The shape of the first operand without some of its axes.
     *
     * @param axes none for all
     */
    static long[] reduced(ShapedNode node, long... axes) {
        long[] x = node.shape(0);
        if (axes.length == 0 && node.attributes().integer("noop_with_empty_axes", 0) != 0) {
            return x;
        }
        boolean keep = node.attributes().integer("keepdims", 1) != 0;
        LongStream.Builder result = LongStream.builder();
        for (int i = 0; i < x.length; i++) {
            if (axes.length > 0 && !ShapedNode.contains(axes, i, x.length)) {
                result.add(x[i]);
            } else if (keep) {
                result.add(1);
            }
        }
        return result.build().toArray();
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return switch (node.op()) {
            case "ReduceProd" -> reduce(operands.get(0), 1, (a, b) -> a * b, shape);
            case "ReduceSum" -> reduce(operands.get(0), 0, Double::sum, shape);
            case "ReduceMax" -> reduce(operands.get(0), Double.NEGATIVE_INFINITY, Math::max, shape);
            case "ReduceMin" -> reduce(operands.get(0), Double.POSITIVE_INFINITY, Math::min, shape);
            default -> null;
        };
    }

    private static SmallTensor reduce(SmallTensor tensor, double start, DoubleBinaryOperator operator, long[] shape) {
        return SmallTensor.count(shape) != 1
                ? null
                : new SmallTensor(
                        shape, new double[] {Arrays.stream(tensor.values()).reduce(start, operator)}, tensor.integer());
    }

    @Override
    public boolean readsOperands() {
        return true;
    }

    @Override
    public void backward(ForwardNode node) {
        RULES.get(node.op()).accept(node);
    }

    private static void sum(ForwardNode node) {
        node.gradient(0, repeated(node, node.cotangent()));
    }

    private static void mean(ForwardNode node) {
        TensorShape shape = node.inputShape(0);
        double count = 1;
        for (int axis : axes(node)) {
            if (shape.isDynamic(axis)) {
                throw new UnsupportedNodeException("averages over the batch");
            }
            count *= shape.at(axis);
        }
        GraphBuilder graph = node.graph();
        node.gradient(0, repeated(node, graph.mul(node.cotangent(), graph.scalar(1 / count))));
    }

    /** d‖x‖ = x / ‖x‖. */
    private static void l2(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String norm = graph.node("Max", List.of(node.output(), graph.scalar(TINY)));
        node.gradient(0, graph.mul(node.input(0), kept(node, graph.div(node.cotangent(), norm))));
    }

    /** Nothing flows through zeros. */
    private static void l1(ForwardNode node) {
        GraphBuilder graph = node.graph();
        node.gradient(0, graph.mul(graph.unary("Sign", node.input(0)), kept(node, node.cotangent())));
    }

    private static void sumSquare(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String twice = graph.mul(node.input(0), graph.scalar(2));
        node.gradient(0, graph.mul(twice, kept(node, node.cotangent())));
    }

    /** The gradient of log Σ eˣ is the softmax. */
    private static void logSumExp(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String shares = graph.unary("Exp", graph.sub(node.input(0), kept(node, node.output())));
        node.gradient(0, graph.mul(shares, kept(node, node.cotangent())));
    }

    /** d log Σ x = 1 / Σ x. */
    private static void logSum(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String slope = graph.unary("Exp", graph.unary("Neg", node.output()));
        node.gradient(0, repeated(node, graph.mul(node.cotangent(), slope)));
    }

    /** The product of the others: their quotient where no factor is zero; where one is, only that one gets a gradient. */
    private static void product(ForwardNode node) {
        GraphBuilder graph = node.graph();
        long[] axes = Arrays.stream(axes(node)).asLongStream().toArray();
        String zero = graph.node("Equal", List.of(node.input(0), graph.scalar(0)));
        String zeros = graph.indicator(zero);
        String factors = graph.where(zero, graph.scalar(1), node.input(0));
        String others = graph.div(graph.reduce("ReduceProd", factors, true, axes), factors);
        String otherZeros = graph.sub(graph.reduce("ReduceSum", zeros, true, axes), zeros);
        String counts = graph.indicator(graph.less(otherZeros, graph.scalar(0.5)));
        node.gradient(0, graph.mul(graph.mul(others, counts), kept(node, node.cotangent())));
    }

    private static void extremum(ForwardNode node) {
        node.gradient(0, toWinners(node, kept(node, node.output()), kept(node, node.cotangent()), axes(node)));
    }

    /** The elements that equal the winner share its gradient. */
    static String toWinners(ForwardNode node, String winner, String gradient, int[] axes) {
        GraphBuilder graph = node.graph();
        String wins = graph.indicator(graph.node("Equal", List.of(node.input(0), winner)));
        String count = graph.reduce(
                "ReduceSum", wins, true, Arrays.stream(axes).asLongStream().toArray());
        return graph.mul(wins, graph.div(gradient, count));
    }

    /** The axes that a node reduces, counted from the front. */
    private static int[] axes(ForwardNode node) {
        TensorShape shape = node.inputShape(0);
        long[] axes = node.has(1) ? node.constantIntegers(1) : node.attributes().integers("axes");
        if (axes == null || axes.length == 0) {
            return node.attributes().integer("noop_with_empty_axes", 0) != 0
                    ? new int[0]
                    : IntStream.range(0, shape.rank()).toArray();
        }
        return shape.axes(axes);
    }

    /** A value of the output's shape with the reduced axes put back as axes of length one. */
    private static String kept(ForwardNode node, String value) {
        if (node.attributes().integer("keepdims", 1) != 0) {
            return value;
        }
        long[] axes = Arrays.stream(axes(node)).asLongStream().toArray();
        GraphBuilder graph = node.graph();
        return axes.length == 0 ? value : graph.node("Unsqueeze", List.of(value, graph.longs(axes)));
    }

    /** A value of the output's shape repeated along the reduced axes. */
    private static String repeated(ForwardNode node, String value) {
        GraphBuilder graph = node.graph();
        return graph.node("Expand", List.of(kept(node, value), expandTarget(node, graph)));
    }

    /** Expand leaves an axis alone where the target is one, so the batch need not be known. */
    private static String expandTarget(ForwardNode node, GraphBuilder graph) {
        TensorShape shape = node.inputShape(0);
        int[] axes = axes(node);
        if (Arrays.stream(axes).anyMatch(shape::isDynamic)) {
            return graph.shapeOf(node.input(0));
        }
        long[] target = new long[shape.rank()];
        Arrays.fill(target, 1);
        for (int axis : axes) {
            target[axis] = shape.at(axis);
        }
        return graph.longs(target);
    }
}
