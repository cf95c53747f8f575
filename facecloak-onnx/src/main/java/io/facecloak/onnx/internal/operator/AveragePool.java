package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code AveragePool}, in all its ways to count at the border: see {@link SeparableMap}. */
final class AveragePool implements DifferentiableFamily {

    private static final List<String> PER_AXIS = List.of("kernel_shape", "strides", "dilations");

    @Override
    public Set<String> types() {
        return Set.of("AveragePool");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return Window.poolShape(node);
    }

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        int rank = node.inputShape(0).rank();
        String gradient = node.cotangent();
        for (int axis = 2; axis < rank; axis++) {
            int length = Math.toIntExact(node.inputShape(0).at(axis));
            String images = graph.node(
                    node.op(),
                    List.of(graph.reals(SeparableMap.basis(length), length, 1, length)),
                    alongAxis(node.attributes(), axis - 2, rank - 2).toArray(AttributeProto[]::new));
            String matrix = graph.reshape(images, length, node.outputShape().at(axis));
            gradient = SeparableMap.adjointAlong(graph, gradient, rank, axis, matrix);
        }
        node.gradient(0, gradient);
    }

    private static List<AttributeProto> alongAxis(Attributes attributes, int axis, int spatial) {
        List<AttributeProto> along = new ArrayList<>();
        for (AttributeProto attribute : attributes.all()) {
            String name = attribute.getName();
            if (PER_AXIS.contains(name)) {
                along.add(Attributes.of(name, new long[] {attribute.getInts(axis)}));
            } else if (name.equals("pads")) {
                along.add(Attributes.of(name, new long[] {attribute.getInts(axis), attribute.getInts(spatial + axis)}));
            } else {
                along.add(attribute);
            }
        }
        return along;
    }
}
