package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Set;

/** {@code Clip}: the gradient passes strictly between the bounds. */
final class Clip implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Clip");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(0);
    }

    @Override
    public boolean readsOperands() {
        return true;
    }

    @Override
    public void backward(ForwardNode node) {
        node.requireOnlyFirstActive();
        GraphBuilder graph = node.graph();
        Double low = moderate(node, 1);
        Double high = moderate(node, 2);
        if (low != null && high != null) {
            node.gradient(0, graph.mul(node.cotangent(), Masks.between(node, node.output(), low, high)));
            return;
        }
        String gradient = node.cotangent();
        if (node.has(1)) {
            String inside = low != null
                    ? Masks.above(node, node.output(), low)
                    : graph.indicator(graph.greater(node.output(), node.input(1)));
            gradient = graph.mul(gradient, inside);
        }
        if (node.has(2)) {
            String inside = high != null
                    ? Masks.below(node, node.output(), high)
                    : graph.indicator(graph.less(node.output(), node.input(2)));
            gradient = graph.mul(gradient, inside);
        }
        node.gradient(0, gradient);
    }

    /** A bound that is known, and far enough from the largest float to be scaled; else null. */
    private static Double moderate(ForwardNode node, int input) {
        Double threshold = node.has(input) ? node.constantScalar(input) : null;
        return threshold != null && Math.abs(threshold) < 0x1p20 ? threshold : null;
    }
}
