package io.facecloak.onnx.internal.operator;

/** The shapes of a graph's values, and the operands that are the same for every batch. */
public interface Shapes {

    /** The shape of a value that a node computes, or of the input. */
    TensorShape shape(String value);

    /** The numbers of an operand that is the same for every batch, or null. */
    double[] constant(String value);
}
