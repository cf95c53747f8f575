package io.facecloak.onnx.gradient;

import io.facecloak.onnx.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Normalisations by statistics of the value itself, with constant scale and bias. */
final class NormalizationRules {

    /** Keeps the gradient of a norm finite at the origin, where it has none. */
    private static final double TINY = 1e-30;

    private NormalizationRules() {}

    static void layer(ForwardNode node) {
        node.requireOnlyFirstActive();
        TensorShape shape = node.inputShape(0);
        int first = shape.axis(node.attributes().integer("axis", -1));
        long[] axes = LongStream.range(first, shape.rank()).toArray();
        standardised(node, node.graph().mul(node.cotangent(), node.input(1)), axes);
    }

    static void instance(ForwardNode node) {
        node.requireOnlyFirstActive();
        GraphBuilder graph = node.graph();
        int rank = node.inputShape(0).rank();
        long[] perChannel = new long[rank - 1];
        Arrays.fill(perChannel, 1);
        perChannel[0] = -1;
        String scale = graph.reshape(node.input(1), perChannel);
        standardised(
                node,
                graph.mul(node.cotangent(), scale),
                LongStream.range(2, rank).toArray());
    }

    /** For x̂ = (x − μ)/σ: dx = (h − mean(h) − x̂·mean(h·x̂)) / σ, where h is the gradient with respect to x̂. */
    private static void standardised(ForwardNode node, String h, long[] axes) {
        GraphBuilder graph = node.graph();
        double epsilon = node.attributes().real("epsilon", 1e-5f);
        String centred = graph.sub(node.input(0), graph.reduce("ReduceMean", node.input(0), true, axes));
        String variance = graph.reduce("ReduceMean", graph.mul(centred, centred), true, axes);
        String deviation = graph.unary("Sqrt", graph.add(variance, graph.scalar(epsilon)));
        String standard = graph.div(centred, deviation);
        String along = graph.reduce("ReduceMean", graph.mul(h, standard), true, axes);
        String mean = graph.reduce("ReduceMean", h, true, axes);
        String rest = graph.sub(graph.sub(h, mean), graph.mul(standard, along));
        node.gradient(0, graph.div(rest, deviation));
    }

    /** For y = x/‖x‖: dx = (dy − ∇‖x‖·Σ dy·y) / ‖x‖, where ∇‖x‖ is y for p = 2 and the sign of x for p = 1. */
    static void lp(ForwardNode node) {
        GraphBuilder graph = node.graph();
        boolean euclidean = node.attributes().integer("p", 2) == 2;
        long axis = node.inputShape(0).axis(node.attributes().integer("axis", -1));
        String x = node.input(0);
        String norm = graph.reduce(euclidean ? "ReduceL2" : "ReduceL1", x, true, axis);
        String slope = euclidean ? node.output() : graph.unary("Sign", x);
        String along = graph.reduce("ReduceSum", graph.mul(node.cotangent(), node.output()), true, axis);
        String rest = graph.sub(node.cotangent(), graph.mul(slope, along));
        node.gradient(0, graph.div(rest, graph.node("Max", List.of(norm, graph.scalar(TINY)))));
    }
}
