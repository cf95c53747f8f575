package io.facecloak.onnx.gradient;

import io.facecloak.onnx.graph.GraphBuilder;

/** {@code Clip}: the gradient passes strictly between the bounds. */
final class ClipRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        node.requireOnlyFirstActive();
        String gradient = node.cotangent();
        if (node.has(1)) {
            gradient = node.graph().mul(gradient, bound(node, 1));
        }
        if (node.has(2)) {
            gradient = node.graph().mul(gradient, bound(node, 2));
        }
        node.gradient(0, gradient);
    }

    private static String bound(ForwardNode node, int input) {
        GraphBuilder graph = node.graph();
        Double threshold = node.constantScalar(input);
        if (threshold != null && Math.abs(threshold) < 0x1p20) {
            return input == 1
                    ? Masks.above(node, node.output(), threshold)
                    : Masks.below(node, node.output(), threshold);
        }
        String inside =
                input == 1 ? graph.greater(node.output(), node.input(1)) : graph.less(node.output(), node.input(2));
        return graph.indicator(inside);
    }
}
