package io.facecloak.onnx.internal.operator;

import java.util.List;
import java.util.Set;

/** {@code Range}: the numbers from a start to before a limit. */
final class Range implements OperatorFamily {

    @Override
    public Set<String> types() {
        return Set.of("Range");
    }

    @Override
    public long[] shape(ShapedNode node) {
        double[] bounds = new double[3];
        for (int i = 0; i < 3; i++) {
            SmallTensor bound = node.value(i);
            if (bound == null) {
                return null;
            }
            bounds[i] = bound.values()[0];
        }
        return new long[] {Math.max(0, (long) Math.ceil((bounds[1] - bounds[0]) / bounds[2]))};
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        double[] values = new double[(int) shape[0]];
        for (int i = 0; i < values.length; i++) {
            values[i] = operands.get(0).values()[0] + i * operands.get(2).values()[0];
        }
        return new SmallTensor(shape, values, SmallTensor.areIntegers(operands));
    }
}
