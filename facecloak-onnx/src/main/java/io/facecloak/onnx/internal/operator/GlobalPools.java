package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** {@code GlobalAveragePool}, of which every position gets an equal share, and {@code GlobalMaxPool}. */
final class GlobalPools implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("GlobalAveragePool", "GlobalMaxPool");
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] result = node.shape(0).clone();
        Arrays.fill(result, 2, result.length, 1);
        return result;
    }

    @Override
    public void backward(ForwardNode node) {
        node.gradient(0, node.op().equals("GlobalMaxPool") ? ofWinners(node) : shares(node));
    }

    private static String ofWinners(ForwardNode node) {
        int[] spatial = IntStream.range(2, node.inputShape(0).rank()).toArray();
        return Reductions.toWinners(node, node.output(), node.cotangent(), spatial);
    }

    private static String shares(ForwardNode node) {
        GraphBuilder graph = node.graph();
        TensorShape shape = node.inputShape(0);
        long[] target = shape.dimensions();
        target[0] = 1;
        target[1] = 1;
        double count = 1;
        for (int axis = 2; axis < shape.rank(); axis++) {
            count *= shape.at(axis);
        }
        String share = graph.mul(node.cotangent(), graph.scalar(1 / count));
        return graph.node("Expand", List.of(share, graph.longs(target)));
    }
}
