package io.facecloak.onnx.internal.operator;

/** A node that cannot be differentiated, and why; collected into one message for the user. */
public final class UnsupportedNodeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnsupportedNodeException(String reason) {
        super(reason);
    }
}
