package io.facecloak.onnx.internal.operator;

import java.util.List;
import java.util.Set;

/** Operators that keep the shape of their first operand, and that have no useful gradient, or none that anybody has asked for. */
final class WithoutGradient implements OperatorFamily {

    @Override
    public Set<String> types() {
        return Set.of("Floor", "Ceil", "Round", "Sign", "Hardmax", "CumSum", "Trilu");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(0);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return switch (node.op()) {
            case "Floor" -> operands.get(0).map(Math::floor);
            case "Ceil" -> operands.get(0).map(Math::ceil);
            default -> null;
        };
    }
}
