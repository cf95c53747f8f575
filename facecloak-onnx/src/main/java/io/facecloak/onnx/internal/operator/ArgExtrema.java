package io.facecloak.onnx.internal.operator;

import java.util.Set;

/** {@code ArgMax} and {@code ArgMin}: places, through which nothing flows. */
final class ArgExtrema implements OperatorFamily {

    @Override
    public Set<String> types() {
        return Set.of("ArgMax", "ArgMin");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return Reductions.reduced(node, node.attributes().integer("axis", 0));
    }

    @Override
    public Dependence dependence() {
        return Dependence.STEPS;
    }
}
