package io.facecloak.onnx.internal.operator;

import java.util.List;
import java.util.Set;

/** Truth values of every element by itself. */
final class TruthValues implements OperatorFamily {

    @Override
    public Set<String> types() {
        return Set.of("Not", "IsNaN", "IsInf");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(0);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return node.op().equals("Not") ? operands.get(0).map(value -> value == 0 ? 1 : 0) : null;
    }

    @Override
    public Dependence dependence() {
        return Dependence.STEPS;
    }
}
