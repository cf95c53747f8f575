package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** {@code Gemm}: Y = α·A'·B' + β·C, where ' is an optional transposition. */
final class Gemm implements DifferentiableFamily, ProductFamily {

    @Override
    public Set<String> types() {
        return Set.of("Gemm");
    }

    @Override
    public int leastInputs(String type) {
        return 2;
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] a = node.shape(0);
        long[] b = node.shape(1);
        if (b == null) {
            return null;
        }
        long rows = node.attributes().integer("transA", 0) != 0 ? a[1] : a[0];
        return new long[] {rows, node.attributes().integer("transB", 0) != 0 ? b[0] : b[1]};
    }

    @Override
    public OptionalLong multiplyAdds(ShapedNode node) {
        boolean transA = node.attributes().integer("transA", 0) != 0;
        return Products.ofSums(node.outputShape(), node.shape(0), rank -> transA ? 0 : 1);
    }

    @Override
    public void backward(ForwardNode node) {
        boolean transA = node.attributes().integer("transA", 0) != 0;
        boolean transB = node.attributes().integer("transB", 0) != 0;
        float alpha = node.attributes().real("alpha", 1);
        String dy = node.cotangent();
        if (node.active(0)) {
            String b = node.input(1);
            node.gradient(
                    0,
                    transA ? product(node, b, transB, dy, true, alpha) : product(node, dy, false, b, !transB, alpha));
        }
        if (node.active(1)) {
            String a = node.input(0);
            node.gradient(
                    1,
                    transB ? product(node, dy, true, a, transA, alpha) : product(node, a, !transA, dy, false, alpha));
        }
        if (node.active(2)) {
            GraphBuilder graph = node.graph();
            float beta = node.attributes().real("beta", 1);
            String scaled = beta == 1 ? dy : graph.mul(dy, graph.scalar(beta));
            node.gradient(2, Broadcasting.sumTo(node, scaled, 2));
        }
    }

    private static String product(ForwardNode node, String a, boolean transA, String b, boolean transB, float alpha) {
        return node.graph()
                .node(
                        "Gemm",
                        List.of(a, b),
                        Attributes.of("alpha", alpha),
                        Attributes.of("transA", transA ? 1 : 0),
                        Attributes.of("transB", transB ? 1 : 0));
    }
}
