package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;
import java.util.Set;

/** {@code Pow}, x to the power of p: p·xᵖ⁻¹ for the base, xᵖ·log x for the exponent. */
final class Pow implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Pow");
    }

    @Override
    public int leastInputs(String type) {
        return 2;
    }

    @Override
    public long[] shape(ShapedNode node) {
        return Broadcasting.shape(node);
    }

    @Override
    public SmallTensor fold(ShapedNode node, List<SmallTensor> operands, long[] shape) {
        return Broadcasting.fold(Math::pow, operands, shape);
    }

    @Override
    public boolean readsOperands() {
        return true;
    }

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        Double constant = node.constantScalar(1);
        Broadcasting.propagate(node, 0, gradient -> {
            if (constant != null && constant == 2) {
                return graph.mul(gradient, graph.mul(node.input(0), graph.scalar(2)));
            }
            String exponent = constant == null ? node.input(1) : graph.scalar(constant);
            String lower = graph.node("Pow", List.of(node.input(0), graph.sub(exponent, graph.scalar(1))));
            return graph.mul(gradient, graph.mul(exponent, lower));
        });
        Broadcasting.propagate(
                node, 1, gradient -> graph.mul(gradient, graph.mul(node.output(), graph.unary("Log", node.input(0)))));
    }
}
