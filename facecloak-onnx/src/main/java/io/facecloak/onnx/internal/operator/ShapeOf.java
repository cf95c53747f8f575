package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import java.util.Arrays;
import java.util.Set;

/** {@code Shape} and {@code Size}, which depend on no number of their operand. */
final class ShapeOf implements OperatorFamily {

    @Override
    public Set<String> types() {
        return Set.of("Shape", "Size");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.op().equals("Size") ? new long[0] : new long[] {part(node).length};
    }

    @Override
    public SmallTensor value(ShapedNode node, long[] shape) {
        return node.op().equals("Size")
                ? new SmallTensor(shape, new double[] {SmallTensor.count(node.shape(0))}, true)
                : SmallTensor.integers(part(node));
    }

    @Override
    public Dependence dependence() {
        return Dependence.SHAPE;
    }

    private static long[] part(ShapedNode node) {
        long[] shape = node.shape(0);
        Attributes attributes = node.attributes();
        int start = ShapedNode.axisFromFront(attributes.integer("start", 0), shape.length);
        int end = ShapedNode.axisFromFront(attributes.integer("end", shape.length), shape.length);
        int first = Math.max(0, Math.min(shape.length, start));
        return Arrays.copyOfRange(shape, first, Math.max(first, Math.min(shape.length, end)));
    }
}
