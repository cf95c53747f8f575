package io.facecloak.onnx.internal.gradient;

/** {@code Expand}: the gradient is summed over the repeated axes. */
final class ExpandRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        node.gradient(0, Broadcasting.sumTo(node, node.cotangent(), 0));
    }
}
