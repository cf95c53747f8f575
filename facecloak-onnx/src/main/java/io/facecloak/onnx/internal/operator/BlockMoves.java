package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Operators that move values between channels and blocks of places: their gradients are moved back. */
final class BlockMoves implements DifferentiableFamily {

    private static final Map<String, Consumer<ForwardNode>> RULES = Map.ofEntries(
            Map.entry("DepthToSpace", BlockMoves::depthToSpace), Map.entry("SpaceToDepth", BlockMoves::spaceToDepth));

    @Override
    public Set<String> types() {
        return RULES.keySet();
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] x = node.shape(0);
        long block = node.attributes().integer("blocksize", 1);
        return node.op().equals("DepthToSpace")
                ? new long[] {x[0], x[1] / (block * block), x[2] * block, x[3] * block}
                : new long[] {x[0], x[1] * block * block, x[2] / block, x[3] / block};
    }

    @Override
    public void backward(ForwardNode node) {
        RULES.get(node.op()).accept(node);
    }

    private static void depthToSpace(ForwardNode node) {
        GraphBuilder graph = node.graph();
        TensorShape x = node.inputShape(0);
        long block = node.attributes().integer("blocksize", 1);
        String blocks = graph.reshape(node.cotangent(), 0, node.outputShape().at(1), x.at(2), block, x.at(3), block);
        boolean channelFirst = node.attributes().text("mode", "DCR").equals("CRD");
        String channels =
                channelFirst ? graph.transpose(blocks, 0, 1, 3, 5, 2, 4) : graph.transpose(blocks, 0, 3, 5, 1, 2, 4);
        node.gradient(0, graph.reshape(channels, 0, x.at(1), x.at(2), x.at(3)));
    }

    private static void spaceToDepth(ForwardNode node) {
        GraphBuilder graph = node.graph();
        TensorShape x = node.inputShape(0);
        TensorShape y = node.outputShape();
        long block = node.attributes().integer("blocksize", 1);
        String channels = graph.reshape(node.cotangent(), 0, block, block, x.at(1), y.at(2), y.at(3));
        String blocks = graph.transpose(channels, 0, 3, 4, 1, 5, 2);
        node.gradient(0, graph.reshape(blocks, 0, x.at(1), x.at(2), x.at(3)));
    }
}
