package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * {@code LpPool} and {@code GlobalLpPool}: y = (Σ |x|ᵖ)^(1/p) over every window. With W the sum over windows:
 * dx = sign(x)·|x|ᵖ⁻¹ · Wᵀ(dy / yᵖ⁻¹). Where y is zero, nothing flows.
 */
final class LpPool implements DifferentiableFamily {

    /** Keeps the gradient of a norm finite at the origin, where it has none. */
    private static final double TINY = 1e-30;

    @Override
    public Set<String> types() {
        return Set.of("LpPool", "GlobalLpPool");
    }

    @Override
    public long[] shape(ShapedNode node) {
        if (node.op().equals("LpPool")) {
            return Window.poolShape(node);
        }
        long[] result = node.shape(0).clone();
        Arrays.fill(result, 2, result.length, 1);
        return result;
    }

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        long p = node.attributes().integer("p", 2);
        String share = node.cotangent();
        if (p > 1) {
            String norm = graph.node("Max", List.of(power(graph, node.output(), p - 1), graph.scalar(TINY)));
            share = graph.div(share, norm);
        }
        String spread = node.op().equals("LpPool") ? toWindows(node, share) : share;
        node.gradient(0, graph.mul(slope(graph, node.input(0), p), spread));
    }

    /** sign(x)·|x|ᵖ⁻¹. */
    private static String slope(GraphBuilder graph, String x, long p) {
        if (p == 2) {
            return x;
        }
        String sign = graph.unary("Sign", x);
        return p == 1 ? sign : graph.mul(sign, power(graph, graph.unary("Abs", x), p - 1));
    }

    private static String power(GraphBuilder graph, String x, long exponent) {
        return exponent == 1 ? x : graph.node("Pow", List.of(x, graph.scalar(exponent)));
    }

    /** Adds to every place what the windows that it belongs to hand out: see {@link SeparableMap}. */
    private static String toWindows(ForwardNode node, String share) {
        GraphBuilder graph = node.graph();
        int rank = node.inputShape(0).rank();
        String spread = share;
        for (int axis = 2; axis < rank; axis++) {
            int length = Math.toIntExact(node.inputShape(0).at(axis));
            // The largest element of a unit vector in a window is 1 if its place belongs to it; a window that sees
            // padding alone has none.
            String largest = graph.node(
                    "MaxPool",
                    List.of(graph.reals(SeparableMap.basis(length), length, 1, length)),
                    window(node, axis - 2, rank - 2));
            String members = graph.node("Max", List.of(largest, graph.scalar(0)));
            String matrix = graph.reshape(members, length, node.outputShape().at(axis));
            spread = SeparableMap.adjointAlong(graph, spread, rank, axis, matrix);
        }
        return spread;
    }

    /** Without {@code p}, which {@code MaxPool} does not have. */
    private static AttributeProto[] window(ForwardNode node, int axis, int axes) {
        return Arrays.stream(Window.alongAxis(node.attributes(), axis, axes))
                .filter(attribute -> !attribute.getName().equals("p"))
                .toArray(AttributeProto[]::new);
    }
}
