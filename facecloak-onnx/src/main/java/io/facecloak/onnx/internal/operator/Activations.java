package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Activations without parameters that are tensors. */
final class Activations implements DifferentiableFamily {

    private static final Map<String, Consumer<ForwardNode>> RULES = Map.ofEntries(
            Map.entry("Relu", Activations::relu),
            Map.entry("LeakyRelu", Activations::leakyRelu),
            Map.entry("Sigmoid", Activations::sigmoid),
            Map.entry("Tanh", Activations::tanh),
            Map.entry("Elu", Activations::elu),
            Map.entry("Selu", Activations::selu),
            Map.entry("Celu", Activations::celu),
            Map.entry("Softplus", Activations::softplus),
            Map.entry("Softsign", Activations::softsign),
            Map.entry("ThresholdedRelu", Activations::thresholdedRelu),
            Map.entry("HardSigmoid", Activations::hardSigmoid),
            Map.entry("HardSwish", Activations::hardSwish),
            Map.entry("Gelu", Activations::gelu),
            Map.entry("Mish", Activations::mish),
            Map.entry("Swish", Activations::swish));

    @Override
    public Set<String> types() {
        return RULES.keySet();
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(0);
    }

    @Override
    public void backward(ForwardNode node) {
        RULES.get(node.op()).accept(node);
    }

    /** Reads the sign from the output, so that the engine can still fuse the activation with the convolution before it. */
    private static void relu(ForwardNode node) {
        node.gradient(0, node.graph().mul(node.cotangent(), Masks.positive(node, node.output())));
    }

    private static void leakyRelu(ForwardNode node) {
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
    private static void sigmoid(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String slope = graph.mul(node.output(), graph.sub(graph.scalar(1), node.output()));
        node.gradient(0, graph.mul(node.cotangent(), slope));
    }

    /** tanh' = 1 − tanh². */
    private static void tanh(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String slope = graph.sub(graph.scalar(1), graph.mul(node.output(), node.output()));
        node.gradient(0, graph.mul(node.cotangent(), slope));
    }

    /** α(eˣ − 1) below zero, where the slope is y + α. */
    private static void elu(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String slope = graph.add(node.output(), graph.scalar(node.attributes().real("alpha", 1)));
        node.gradient(0, bent(node, graph.scalar(1), slope));
    }

    /** As {@link #elu}, times γ. */
    private static void selu(ForwardNode node) {
        GraphBuilder graph = node.graph();
        double alpha = node.attributes().real("alpha", 1.67326319217681884765625f);
        double gamma = node.attributes().real("gamma", 1.05070102214813232421875f);
        String slope = graph.add(node.output(), graph.scalar(alpha * gamma));
        node.gradient(0, bent(node, graph.scalar(gamma), slope));
    }

    /** α(eˣᐟᵅ − 1) below zero, where the slope is y/α + 1. */
    private static void celu(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String scaled = graph.div(node.output(), graph.scalar(node.attributes().real("alpha", 1)));
        node.gradient(0, bent(node, graph.scalar(1), graph.add(scaled, graph.scalar(1))));
    }

    private static String bent(ForwardNode node, String above, String below) {
        GraphBuilder graph = node.graph();
        String slope = graph.where(graph.greater(node.input(0), graph.scalar(0)), above, below);
        return graph.mul(node.cotangent(), slope);
    }

    /** x·t with t = tanh(log(1 + eˣ)): the slope is t + x(1 − t²)σ. */
    private static void mish(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String x = node.input(0);
        String t = graph.unary("Tanh", graph.unary("Softplus", x));
        String rise = graph.mul(graph.sub(graph.scalar(1), graph.mul(t, t)), graph.unary("Sigmoid", x));
        node.gradient(0, graph.mul(node.cotangent(), graph.add(t, graph.mul(x, rise))));
    }

    /** x·σ(αx): the slope is σ + αy(1 − σ). */
    private static void swish(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String alpha = graph.scalar(node.attributes().real("alpha", 1));
        String sigmoid = graph.unary("Sigmoid", graph.mul(node.input(0), alpha));
        String rest = graph.mul(graph.mul(node.output(), alpha), graph.sub(graph.scalar(1), sigmoid));
        node.gradient(0, graph.mul(node.cotangent(), graph.add(sigmoid, rest)));
    }

    /** log(1 + eˣ)' = σ. */
    private static void softplus(ForwardNode node) {
        GraphBuilder graph = node.graph();
        node.gradient(0, graph.mul(node.cotangent(), graph.unary("Sigmoid", node.input(0))));
    }

    /** (x / (1 + |x|))' = 1 / (1 + |x|)². */
    private static void softsign(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String denominator = graph.add(graph.scalar(1), graph.unary("Abs", node.input(0)));
        node.gradient(0, graph.div(node.cotangent(), graph.mul(denominator, denominator)));
    }

    private static void thresholdedRelu(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String passes =
                graph.greater(node.input(0), graph.scalar(node.attributes().real("alpha", 1)));
        node.gradient(0, graph.mul(node.cotangent(), graph.indicator(passes)));
    }

    /** clip(αx + β, 0, 1). */
    private static void hardSigmoid(ForwardNode node) {
        GraphBuilder graph = node.graph();
        double alpha = node.attributes().real("alpha", 0.2f);
        String inside = Masks.between(node, node.output(), 0, 1);
        node.gradient(0, graph.mul(graph.mul(node.cotangent(), graph.scalar(alpha)), inside));
    }

    /** x·clip(x/6 + 1/2, 0, 1): the slope is x/3 + 1/2 between −3 and 3, else 0 or 1. */
    private static void hardSwish(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String x = node.input(0);
        String inner = graph.add(graph.mul(x, graph.scalar(1 / 3.0)), graph.scalar(0.5));
        String outer = graph.indicator(graph.greater(x, graph.scalar(0)));
        String inside = graph.less(graph.unary("Abs", x), graph.scalar(3));
        node.gradient(0, graph.mul(node.cotangent(), graph.where(inside, inner, outer)));
    }

    /** x·Φ(x), exactly or in its approximation by tanh. */
    private static void gelu(ForwardNode node) {
        GraphBuilder graph = node.graph();
        boolean tanh = node.attributes().text("approximate", "none").equals("tanh");
        node.gradient(0, graph.mul(node.cotangent(), tanh ? tanhGeluSlope(node) : geluSlope(node)));
    }

    /** Φ(x) + x·φ(x). */
    private static String geluSlope(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String x = node.input(0);
        String erf = graph.unary("Erf", graph.mul(x, graph.scalar(Math.sqrt(0.5))));
        String cumulative = graph.mul(graph.add(erf, graph.scalar(1)), graph.scalar(0.5));
        String bell = graph.unary("Exp", graph.mul(graph.mul(x, x), graph.scalar(-0.5)));
        String density = graph.mul(bell, graph.scalar(1 / Math.sqrt(2 * Math.PI)));
        return graph.add(cumulative, graph.mul(x, density));
    }

    /** With t = tanh(c(x + ax³)): (1 + t)/2 + x(1 − t²)·c(1 + 3ax²)/2. */
    private static String tanhGeluSlope(ForwardNode node) {
        GraphBuilder graph = node.graph();
        double c = Math.sqrt(2 / Math.PI);
        double a = 0.044715;
        String x = node.input(0);
        String square = graph.mul(x, x);
        String one = graph.scalar(1);
        String argument = graph.mul(graph.mul(x, graph.scalar(c)), graph.add(one, graph.mul(square, graph.scalar(a))));
        String t = graph.unary("Tanh", argument);
        String rise = graph.mul(x, graph.sub(one, graph.mul(t, t)));
        String inner = graph.mul(graph.add(one, graph.mul(square, graph.scalar(3 * a))), graph.scalar(c));
        String sum = graph.add(graph.add(one, t), graph.mul(rise, inner));
        return graph.mul(sum, graph.scalar(0.5));
    }
}
