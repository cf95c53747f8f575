package io.facecloak.onnx.internal.operator;

import java.util.List;
import java.util.Set;

/** {@code Mod}, with which exporters compute shapes. */
final class Modulo implements OperatorFamily {

    @Override
    public Set<String> types() {
        return Set.of("Mod");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return Broadcasting.shape(node);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return SmallTensor.areIntegers(operands)
                ? Broadcasting.fold((a, b) -> Math.floorMod((long) a, (long) b), operands, shape)
                : null;
    }
}
