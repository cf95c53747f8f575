package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Set;

/** Operators that hand their first input on: {@code Identity}, {@code Dropout} of a trained model, {@code Cast} between equal types. */
final class PassThrough implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Identity", "Dropout", "Cast");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(0);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return switch (node.op()) {
            case "Identity" -> operands.get(0).reshaped(shape);
            case "Cast" -> cast(operands.get(0), node.attributes().integer("to", DataType.FLOAT_VALUE));
            default -> null;
        };
    }

    private static SmallTensor cast(SmallTensor tensor, long type) {
        if (type == DataType.BOOL_VALUE) {
            return new SmallTensor(
                    tensor.shape(), tensor.map(value -> value != 0 ? 1 : 0).values(), true);
        }
        boolean integer = type == DataType.INT64_VALUE || type == DataType.INT32_VALUE;
        double[] values = integer ? tensor.map(value -> (long) value).values() : tensor.values();
        return new SmallTensor(tensor.shape(), values, integer);
    }

    @Override
    public void backward(ForwardNode node) {
        if (node.op().equals("Cast")
                && node.attributes().integer("to", 0) != node.graph().real().getNumber()) {
            throw new UnsupportedNodeException("casts to another type");
        }
        node.gradient(0, node.cotangent());
    }
}
