package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code ConstantOfShape}: one number everywhere. */
final class ConstantOfShape implements OperatorFamily {

    @Override
    public Set<String> types() {
        return Set.of("ConstantOfShape");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.integers(0);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        double[] values = new double[(int) SmallTensor.count(shape)];
        boolean integer = false;
        Attributes attributes = node.attributes();
        if (!attributes.all().isEmpty()) {
            SmallTensor value = SmallTensor.of(attributes.all().get(0).getT()).orElse(null);
            if (value == null) {
                return null;
            }
            Arrays.fill(values, value.values()[0]);
            integer = value.integer();
        }
        return new SmallTensor(shape, values, integer);
    }

    @Override
    public Dependence dependence() {
        return Dependence.STEPS;
    }
}
