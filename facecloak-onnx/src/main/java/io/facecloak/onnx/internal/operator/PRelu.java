package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;
import java.util.Set;

/**
 * {@code PRelu} with a constant slope: the gradient is scaled by the slope where the input is not positive.
 *
 * <p>In {@link GradientLayout#BLOCKED}, with one slope per channel, the map of factors (1 or the slope) is computed once by depthwise
 * convolutions and serves both directions: x·factors forward, dy·factors back. ONNX Runtime has no {@code PRelu} in that layout, so the node
 * itself would convert its operands from and to it.
 */
final class PRelu implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("PRelu");
    }

    @Override
    public int leastInputs(String type) {
        return 2;
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(0);
    }

    @Override
    public void backward(ForwardNode node) {
        node.requireOnlyFirstActive();
        GraphBuilder graph = node.graph();
        if (node.isBlocked() && isPerChannel(node)) {
            String factors = graph.before(node.output(), () -> factors(node));
            graph.recompute(node.output(), "Mul", List.of(node.input(0), factors));
            node.gradient(0, graph.mul(node.cotangent(), factors));
            return;
        }
        String positive = graph.greater(node.input(0), graph.scalar(0));
        node.gradient(0, graph.mul(node.cotangent(), graph.where(positive, graph.scalar(1), node.input(1))));
    }

    private static boolean isPerChannel(ForwardNode node) {
        TensorShape slope = node.inputShape(1);
        for (int axis = 0; axis < slope.rank(); axis++) {
            boolean channels = axis == slope.rank() - 3;
            if (!channels && slope.at(axis) != 1) {
                return false;
            }
        }
        return true;
    }

    /** slope + (1 − slope)·[x > 0]. */
    private static String factors(ForwardNode node) {
        GraphBuilder graph = node.graph();
        long channels = node.outputShape().at(1);
        String slopes = graph.reshape(node.input(1), -1);
        slopes = graph.node("Expand", List.of(slopes, graph.longs(channels)));
        String rise = graph.reshape(graph.sub(graph.scalar(1), slopes), channels, 1, 1, 1);
        return graph.perChannel(Masks.positive(node, node.input(0)), channels, rise, slopes);
    }
}
