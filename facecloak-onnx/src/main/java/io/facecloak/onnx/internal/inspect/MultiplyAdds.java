package io.facecloak.onnx.internal.inspect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.facecloak.onnx.internal.operator.Operators;
import io.facecloak.onnx.internal.operator.ProductFamily;
import io.facecloak.onnx.internal.operator.ShapeInference;
import java.util.OptionalLong;

/**
 * The multiplications with addition that a graph costs.
 *
 * @param known those of all nodes whose shapes are known
 * @param unknown how many nodes remain
 */
record MultiplyAdds(long known, int unknown) {

    static MultiplyAdds of(GraphProto graph, ShapeInference shapes) {
        long known = 0;
        int unknown = 0;
        for (NodeProto node : graph.getNodeList()) {
            if (Operators.of(node) instanceof ProductFamily products) {
                OptionalLong count = products.multiplyAdds(shapes.node(node));
                known += count.orElse(0);
                unknown += count.isPresent() ? 0 : 1;
            }
        }
        return new MultiplyAdds(known, unknown);
    }
}
