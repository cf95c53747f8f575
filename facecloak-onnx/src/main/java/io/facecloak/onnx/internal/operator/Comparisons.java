package io.facecloak.onnx.internal.operator;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;

/** Truth values of two operands, with broadcasting. */
final class Comparisons implements OperatorFamily {

    private static final Map<String, DoubleBinaryOperator> FUNCTIONS = Map.of(
            "Equal", (a, b) -> a == b ? 1 : 0,
            "Greater", (a, b) -> a > b ? 1 : 0,
            "GreaterOrEqual", (a, b) -> a >= b ? 1 : 0,
            "Less", (a, b) -> a < b ? 1 : 0,
            "LessOrEqual", (a, b) -> a <= b ? 1 : 0,
            "And", (a, b) -> a != 0 && b != 0 ? 1 : 0,
            "Or", (a, b) -> a != 0 || b != 0 ? 1 : 0,
            "Xor", (a, b) -> (a != 0) != (b != 0) ? 1 : 0);

    @Override
    public Set<String> types() {
        return FUNCTIONS.keySet();
    }

    @Override
    public long[] shape(ShapedNode node) {
        return Broadcasting.shape(node);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return Broadcasting.fold(FUNCTIONS.get(node.op()), operands, shape);
    }

    @Override
    public Dependence dependence() {
        return Dependence.STEPS;
    }
}
