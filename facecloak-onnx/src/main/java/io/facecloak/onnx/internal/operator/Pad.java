package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * {@code Pad} by constant amounts. With a constant value the gradient is cropped, which is padding by the negative amounts; where the
 * border repeats the picture, it adds up: see {@link SeparableMap}.
 */
final class Pad implements DifferentiableFamily {

    @Override
    public Set<String> types() {
        return Set.of("Pad");
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] pads = node.integers(1);
        long[] axes = node.integers(3);
        if (pads == null || (node.has(3) && axes == null)) {
            return null;
        }
        long[] result = node.shape(0).clone();
        for (int i = 0; i < pads.length / 2; i++) {
            int axis = axes == null ? i : ShapedNode.axisFromFront(axes[i], result.length);
            result[axis] += pads[i] + pads[pads.length / 2 + i];
        }
        return result;
    }

    @Override
    public boolean readsOperands() {
        return true;
    }

    @Override
    public void backward(ForwardNode node) {
        GraphBuilder graph = node.graph();
        TensorShape shape = node.inputShape(0);
        long[] pads = node.constantIntegers(1);
        long[] all = IntStream.range(0, shape.rank()).asLongStream().toArray();
        long[] axes = node.has(3) ? node.constantIntegers(3) : all;
        String mode = node.attributes().text("mode", "constant");
        if (mode.equals("constant")) {
            long[] crops = new long[2 * shape.rank()];
            for (int i = 0; i < axes.length; i++) {
                crops[shape.axis(axes[i])] = -pads[i];
                crops[shape.rank() + shape.axis(axes[i])] = -pads[axes.length + i];
            }
            node.gradient(0, graph.node("Pad", List.of(node.cotangent(), graph.longs(crops))));
            return;
        }
        String gradient = node.cotangent();
        for (int i = 0; i < axes.length; i++) {
            int axis = shape.axis(axes[i]);
            long before = pads[i];
            long after = pads[axes.length + i];
            if (before != 0 || after != 0) {
                int length = Math.toIntExact(shape.at(axis));
                String basis = graph.reals(SeparableMap.basis(length), length, length);
                String images = graph.node(
                        "Pad", List.of(basis, graph.longs(0, before, 0, after)), Attributes.of("mode", mode));
                gradient = SeparableMap.adjointAlong(graph, gradient, shape.rank(), axis, images);
            }
        }
        node.gradient(0, gradient);
    }

    /** Puts a gradient back into a longer axis, with zeros around it. */
    static String embed(GraphBuilder graph, String gradient, int rank, int axis, long before, long after) {
        long[] pads = new long[2 * rank];
        pads[axis] = before;
        pads[rank + axis] = after;
        return Arrays.stream(pads).allMatch(pad -> pad == 0)
                ? gradient
                : graph.node("Pad", List.of(gradient, graph.longs(pads)));
    }
}
