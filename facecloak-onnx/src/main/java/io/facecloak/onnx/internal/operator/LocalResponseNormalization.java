package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * {@code LRN}: y = x·s^−β with s = bias + α/size · Σ x² over neighbouring channels. With W the sum over neighbours:
 * dx = dy·s^−β − 2αβ/size · x·Wᵀ(dy·y/s).
 */
final class LocalResponseNormalization implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("LRN");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return node.shape(0);
    }

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        long size = node.attributes().integer("size", 1);
        double alpha = node.attributes().real("alpha", 1e-4f);
        double beta = node.attributes().real("beta", 0.75f);
        double bias = node.attributes().real("bias", 1);
        String x = node.input(0);
        String dy = node.cotangent();
        String squares = neighbours(node, graph.mul(x, x), size, false);
        String s = graph.add(graph.mul(squares, graph.scalar(alpha / size)), graph.scalar(bias));
        String direct = graph.mul(dy, graph.node("Pow", List.of(s, graph.scalar(-beta))));
        String spread = neighbours(node, graph.div(graph.mul(dy, node.output()), s), size, true);
        String indirect = graph.mul(graph.mul(x, spread), graph.scalar(2 * alpha * beta / size));
        node.gradient(0, graph.sub(direct, indirect));
    }

    /** Sums over neighbouring channels, as a product with a band matrix. */
    private static String neighbours(ForwardNode node, String value, long size, boolean adjoint) {
        int channels = Math.toIntExact(node.inputShape(0).at(1));
        double[] band = new double[channels * channels];
        for (int to = 0; to < channels; to++) {
            for (int from = 0; from < channels; from++) {
                int distance = from - to;
                if (distance >= -((size - 1) / 2) && distance <= size / 2) {
                    band[adjoint ? from * channels + to : to * channels + from] = 1;
                }
            }
        }
        long[] shape = new long[node.inputShape(0).rank()];
        Arrays.fill(shape, 1);
        shape[0] = channels;
        shape[1] = channels;
        return node.graph().node("Conv", List.of(value, node.graph().reals(band, shape)));
    }
}
