package io.facecloak.onnx.internal.inspect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.EinsumEquation;
import io.facecloak.onnx.internal.graph.ShapeInference;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The multiplications with addition that a graph costs.
 *
 * @param known those of all nodes whose shapes are known
 * @param unknown how many nodes remain
 */
record MultiplyAdds(long known, int unknown) {

    /** The operators that are counted; what all others cost is little beside them. */
    static final List<String> OPERATORS = List.of("Conv", "ConvTranspose", "Einsum", "Gemm", "MatMul");

    static MultiplyAdds of(GraphProto graph, ShapeInference shapes) {
        long known = 0;
        int unknown = 0;
        for (NodeProto node : graph.getNodeList()) {
            if (OPERATORS.contains(node.getOpType())) {
                OptionalLong count = node.getOpType().equals("Einsum") ? einsum(node, shapes) : product(node, shapes);
                known += count.orElse(0);
                unknown += count.isPresent() ? 0 : 1;
            }
        }
        return new MultiplyAdds(known, unknown);
    }

    private static OptionalLong einsum(NodeProto node, ShapeInference shapes) {
        List<long[]> operands = new ArrayList<>();
        node.getInputList().forEach(input -> operands.add(shapes.shape(input)));
        return EinsumEquation.parse(new Attributes(node).text("equation", ""))
                .map(equation -> equation.multiplyAdds(operands))
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong product(NodeProto node, ShapeInference shapes) {
        long[] x = shapes.shape(node.getInput(0));
        long[] weights = shapes.shape(node.getInput(1));
        long[] y = shapes.shape(node.getOutput(0));
        return x == null || weights == null || y == null
                ? OptionalLong.empty()
                : OptionalLong.of(product(node, x, weights, y));
    }

    private static long product(NodeProto node, long[] x, long[] weights, long[] y) {
        return switch (node.getOpType()) {
            // One filter [channels per group, kernel...] for every number of the output, or of the input.
            case "Conv" -> count(y, 0) * count(weights, 1);
            case "ConvTranspose" -> count(x, 0) * count(weights, 1);
            case "Gemm" -> count(y, 0) * x[new Attributes(node).integer("transA", 0) != 0 ? 0 : 1];
            default -> count(y, 0) * x[x.length - 1];
        };
    }

    private static long count(long[] shape, int from) {
        long count = 1;
        for (int i = from; i < shape.length; i++) {
            count *= shape[i];
        }
        return count;
    }
}
