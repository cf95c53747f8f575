package io.facecloak.onnx.gradient;

import io.facecloak.onnx.graph.Attributes;
import io.facecloak.onnx.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;

/**
 * {@code AveragePool}: linear, and separate along the axes, so it is a product with one small matrix per axis, and its gradient a
 * product with the transposed ones. The matrices are the same pooling along one axis, applied to a basis; the engine computes them
 * when it loads the graph. So every attribute means exactly what it means in the engine.
 */
final class AveragePoolRule implements VjpRule {

    private static final List<String> PER_AXIS = List.of("kernel_shape", "strides", "dilations");

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        int rank = node.inputShape(0).rank();
        String gradient = node.cotangent();
        for (int axis = 2; axis < rank; axis++) {
            String matrix = matrix(node, axis, rank - 2);
            if (axis == rank - 1) {
                gradient = graph.matMul(gradient, graph.transpose(matrix, 1, 0));
            } else {
                long[] swap = new long[rank];
                Arrays.setAll(swap, i -> i);
                swap[axis] = rank - 1;
                swap[rank - 1] = axis;
                String turned = graph.matMul(graph.transpose(gradient, swap), graph.transpose(matrix, 1, 0));
                gradient = graph.transpose(turned, swap);
            }
        }
        node.gradient(0, gradient);
    }

    /** Column i of the matrix [in, out] transposed: what the pooling makes of the i-th unit vector. */
    private static String matrix(ForwardNode node, int axis, int spatial) {
        GraphBuilder graph = node.graph();
        int length = Math.toIntExact(node.inputShape(0).at(axis));
        double[] basis = new double[length * length];
        for (int i = 0; i < length; i++) {
            basis[i * length + i] = 1;
        }
        String rows = graph.node(
                node.op(),
                List.of(graph.reals(basis, length, 1, length)),
                alongAxis(node.attributes(), axis - 2, spatial).toArray(AttributeProto[]::new));
        return graph.reshape(rows, length, node.outputShape().at(axis));
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
