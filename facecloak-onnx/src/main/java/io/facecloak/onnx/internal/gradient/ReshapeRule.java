package io.facecloak.onnx.internal.gradient;

/** Operators that only rename positions: {@code Reshape}, {@code Flatten}, {@code Squeeze}, {@code Unsqueeze}. */
final class ReshapeRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        node.gradient(0, node.reshapedToInput(0));
    }
}
