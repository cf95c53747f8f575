package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** {@code Softmax} and {@code LogSoftmax}. */
final class Softmaxes implements DifferentiableFamily {

    private static final Map<String, Consumer<ForwardNode>> RULES =
            Map.ofEntries(Map.entry("Softmax", Softmaxes::softmax), Map.entry("LogSoftmax", Softmaxes::logSoftmax));

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

    /** dx = y·(dy − Σ dy·y). */
    private static void softmax(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String sum = graph.reduce("ReduceSum", graph.mul(node.cotangent(), node.output()), true, axis(node));
        node.gradient(0, graph.mul(node.output(), graph.sub(node.cotangent(), sum)));
    }

    /** dx = dy − eʸ·Σ dy. */
    private static void logSoftmax(ForwardNode node) {
        GraphBuilder graph = node.graph();
        String sum = graph.reduce("ReduceSum", node.cotangent(), true, axis(node));
        node.gradient(0, graph.sub(node.cotangent(), graph.mul(graph.unary("Exp", node.output()), sum)));
    }

    private static long axis(ForwardNode node) {
        return node.inputShape(0).axis(node.attributes().integer("axis", -1));
    }
}
