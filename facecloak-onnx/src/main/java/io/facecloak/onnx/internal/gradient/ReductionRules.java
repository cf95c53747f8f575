package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Sums, means, norms and extrema along axes. */
final class ReductionRules {

    /** Keeps the gradient of a norm finite at the origin, where it has none. */
    private static final double TINY = 1e-30;

    private ReductionRules() {}

    static void sum(ForwardNode node) {
        node.gradient(0, repeated(node, node.cotangent()));
    }

    static void mean(ForwardNode node) {
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
    static void l2(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String norm = graph.node("Max", List.of(node.output(), graph.scalar(TINY)));
        node.gradient(0, graph.mul(node.input(0), kept(node, graph.div(node.cotangent(), norm))));
    }

    /** Nothing flows through zeros. */
    static void l1(ForwardNode node) {
        GraphBuilder graph = node.graph();
        node.gradient(0, graph.mul(graph.unary("Sign", node.input(0)), kept(node, node.cotangent())));
    }

    static void sumSquare(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String twice = graph.mul(node.input(0), graph.scalar(2));
        node.gradient(0, graph.mul(twice, kept(node, node.cotangent())));
    }

    /** The gradient of log Σ eˣ is the softmax. */
    static void logSumExp(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String shares = graph.unary("Exp", graph.sub(node.input(0), kept(node, node.output())));
        node.gradient(0, graph.mul(shares, kept(node, node.cotangent())));
    }

    /** d log Σ x = 1 / Σ x. */
    static void logSum(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String slope = graph.unary("Exp", graph.unary("Neg", node.output()));
        node.gradient(0, repeated(node, graph.mul(node.cotangent(), slope)));
    }

    /** The product of the others: their quotient where no factor is zero; where one is, only that one gets a gradient. */
    static void product(ForwardNode node) {
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

    /** {@code ReduceMax}, {@code ReduceMin}: elements that are equal share the gradient. */
    static void extremum(ForwardNode node) {
        node.gradient(0, toWinners(node, kept(node, node.output()), kept(node, node.cotangent()), axes(node)));
    }

    /** {@code GlobalMaxPool}: as {@link #extremum} over all spatial axes. */
    static void globalMaxPool(ForwardNode node) {
        int[] spatial = IntStream.range(2, node.inputShape(0).rank()).toArray();
        node.gradient(0, toWinners(node, node.output(), node.cotangent(), spatial));
    }

    private static String toWinners(ForwardNode node, String winner, String gradient, int[] axes) {
        GraphBuilder graph = node.graph();
        String wins = graph.indicator(graph.node("Equal", List.of(node.input(0), winner)));
        String count = graph.reduce(
                "ReduceSum", wins, true, Arrays.stream(axes).asLongStream().toArray());
        return graph.mul(wins, graph.div(gradient, count));
    }

    /** The axes that a node reduces, counted from the front. */
    static int[] axes(ForwardNode node) {
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
    static String kept(ForwardNode node, String value) {
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
