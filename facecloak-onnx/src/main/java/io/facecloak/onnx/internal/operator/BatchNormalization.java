package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.Set;

/** {@code BatchNormalization} of a trained model: every channel is scaled by γ / √(σ² + ε). */
final class BatchNormalization implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("BatchNormalization");
    }

    @Override
    public int leastInputs(String type) {
        return 5;
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(0);
    }

    @Override
    public void backward(ForwardNode node) {
        node.requireOnlyFirstActive();
        if (node.attributes().integer("training_mode", 0) != 0) {
            throw new UnsupportedNodeException("is in training mode");
        }
        GraphBuilder graph = node.graph();
        double epsilon = node.attributes().real("epsilon", 1e-5f);
        String deviation = graph.unary("Sqrt", graph.add(node.input(4), graph.scalar(epsilon)));
        String scale = graph.div(node.input(1), deviation);
        int rank = node.inputShape(0).rank();
        if (node.isBlocked()) {
            long channels = node.inputShape(0).at(1);
            scale = graph.reshape(scale, channels, 1, 1, 1);
            node.gradient(0, graph.perChannel(node.cotangent(), channels, scale));
            return;
        }
        if (rank > 2) {
            long[] perChannel = new long[rank - 1];
            Arrays.fill(perChannel, 1);
            perChannel[0] = -1;
            scale = graph.reshape(scale, perChannel);
        }
        node.gradient(0, graph.mul(node.cotangent(), scale));
    }
}
