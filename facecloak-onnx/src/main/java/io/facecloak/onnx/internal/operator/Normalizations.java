package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Normalisations by statistics of the value itself, with constant scale and bias. */
final class Normalizations implements DifferentiableFamily {

    private static final Map<String, Consumer<ForwardNode>> RULES = Map.ofEntries(
            Map.entry("LayerNormalization", Normalizations::layer),
            Map.entry("InstanceNormalization", Normalizations::instance),
            Map.entry("LpNormalization", Normalizations::lp),
            Map.entry("GroupNormalization", Normalizations::group),
            Map.entry("RMSNormalization", Normalizations::rootMeanSquare),
            Map.entry("MeanVarianceNormalization", Normalizations::meanVariance));

    /** Keeps the gradient of a norm finite at the origin, where it has none. */
    private static final double TINY = 1e-30;

    /** {@code MeanVarianceNormalization} adds its root to the deviation. */
    private static final double LEAST_VARIANCE = 1e-18;

    @Override
    public Set<String> types() {
        return RULES.keySet();
    }

    @Override
    public int leastInputs(String type) {
        return switch (type) {
            case "GroupNormalization", "InstanceNormalization" -> 3;
            case "RMSNormalization" -> 2;
            default -> 1;
        };
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(0);
    }

    @Override
    public void backward(ForwardNode node) {
        RULES.get(node.op()).accept(node);
    }

    private static void layer(ForwardNode node) {
        node.requireOnlyFirstActive();
        String h = node.graph().mul(node.cotangent(), node.input(1));
        node.gradient(0, standardised(node.graph(), node.input(0), h, epsilon(node), trailing(node)));
    }

    /** For y = s·x/ρ with ρ² = mean(x²) + ε: dx = (h − x̂·mean(h·x̂)) / ρ, where x̂ = x/ρ and h is the gradient with respect to it. */
    private static void rootMeanSquare(ForwardNode node) {
        node.requireOnlyFirstActive();
        GraphBuilder graph = node.graph();
        long[] axes = trailing(node);
        String x = node.input(0);
        String h = graph.mul(node.cotangent(), node.input(1));
        String root = root(graph, graph.reduce("ReduceMean", graph.mul(x, x), true, axes), epsilon(node));
        String standard = graph.div(x, root);
        String along = graph.reduce("ReduceMean", graph.mul(h, standard), true, axes);
        node.gradient(0, graph.div(graph.sub(h, graph.mul(standard, along)), root));
    }

    private static long[] trailing(ForwardNode node) {
        TensorShape shape = node.inputShape(0);
        int first = shape.axis(node.attributes().integer("axis", -1));
        return LongStream.range(first, shape.rank()).toArray();
    }

    private static void instance(ForwardNode node) {
        node.requireOnlyFirstActive();
        int rank = node.inputShape(0).rank();
        String h = node.graph().mul(node.cotangent(), perChannel(node, rank));
        long[] axes = LongStream.range(2, rank).toArray();
        node.gradient(0, standardised(node.graph(), node.input(0), h, epsilon(node), axes));
    }

    /** Until operator set 20, there is one scale per group. */
    private static void group(ForwardNode node) {
        node.requireOnlyFirstActive();
        GraphBuilder graph = node.graph();
        TensorShape shape = node.inputShape(0);
        long groups = node.attributes().integer("num_groups", 1);
        long[] grouped = {0, groups, -1};
        String h = node.inputShape(1).at(0) == shape.at(1)
                ? graph.reshape(graph.mul(node.cotangent(), perChannel(node, shape.rank())), grouped)
                : graph.mul(graph.reshape(node.cotangent(), grouped), graph.reshape(node.input(1), groups, 1));
        String x = graph.reshape(node.input(0), grouped);
        node.gradient(0, node.reshapedToInput(standardised(graph, x, h, epsilon(node), 2), 0));
    }

    private static void meanVariance(ForwardNode node) {
        long[] axes = node.attributes().integers("axes", new long[] {0, 2, 3});
        node.gradient(0, standardised(node.graph(), node.input(0), node.cotangent(), LEAST_VARIANCE, axes));
    }

    private static double epsilon(ForwardNode node) {
        return node.attributes().real("epsilon", 1e-5f);
    }

    /** The scale in a shape that is broadcast along batch and place. */
    private static String perChannel(ForwardNode node, int rank) {
        long[] shape = new long[rank - 1];
        Arrays.fill(shape, 1);
        shape[0] = -1;
        return node.graph().reshape(node.input(1), shape);
    }

    /** For x̂ = (x − μ)/σ: dx = (h − mean(h) − x̂·mean(h·x̂)) / σ, where h is the gradient with respect to x̂. */
    private static String standardised(GraphBuilder graph, String x, String h, double epsilon, long... axes) {
        String centred = graph.sub(x, graph.reduce("ReduceMean", x, true, axes));
        String deviation = root(graph, graph.reduce("ReduceMean", graph.mul(centred, centred), true, axes), epsilon);
        String standard = graph.div(centred, deviation);
        String along = graph.reduce("ReduceMean", graph.mul(h, standard), true, axes);
        String mean = graph.reduce("ReduceMean", h, true, axes);
        return graph.div(graph.sub(graph.sub(h, mean), graph.mul(standard, along)), deviation);
    }

    private static String root(GraphBuilder graph, String square, double epsilon) {
        return graph.unary("Sqrt", graph.add(square, graph.scalar(epsilon)));
    }

    /** For y = x/‖x‖: dx = (dy − ∇‖x‖·Σ dy·y) / ‖x‖, where ∇‖x‖ is y for p = 2 and the sign of x for p = 1. */
    private static void lp(ForwardNode node) {
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
