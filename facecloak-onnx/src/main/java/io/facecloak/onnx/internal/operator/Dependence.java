package io.facecloak.onnx.internal.operator;

/** How the result of an operator depends on its operands. */
public enum Dependence {
    /** On their numbers. */
    SMOOTH,

    /** On their numbers, but only in steps, or in no way that a gradient could follow: nothing flows back. */
    STEPS,

    /** On their shapes alone. */
    SHAPE
}
