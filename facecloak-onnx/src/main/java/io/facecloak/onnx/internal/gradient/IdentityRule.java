package io.facecloak.onnx.internal.gradient;

/** Operators that hand their first input on: {@code Identity}, {@code Dropout} of a trained model, {@code Cast} between equal types. */
final class IdentityRule implements VjpRule {

    @Override
    public void backward(ForwardNode node) {
        if (node.op().equals("Cast")
                && node.attributes().integer("to", 0) != node.graph().real().getNumber()) {
            throw new UnsupportedNodeException("casts to another type");
        }
        node.gradient(0, node.cotangent());
    }
}
