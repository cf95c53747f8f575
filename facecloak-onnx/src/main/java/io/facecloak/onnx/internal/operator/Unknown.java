package io.facecloak.onnx.internal.operator;

import java.util.Set;

/** Operators of which nothing is known. */
final class Unknown implements OperatorFamily {

    static final OperatorFamily OPERATOR = new Unknown();

    private Unknown() {}

    @Override
    public Set<String> types() {
        return Set.of();
    }
}
