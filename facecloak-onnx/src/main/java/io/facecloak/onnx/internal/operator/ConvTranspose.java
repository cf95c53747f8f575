package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** {@code ConvTranspose} with constant weights: its gradient is the convolution that it transposes. */
final class ConvTranspose implements DifferentiableFamily, ProductFamily {

    @Override
    public Set<String> types() {
        return Set.of("ConvTranspose");
    }

    @Override
    public int leastInputs(String type) {
        return 2;
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] x = node.shape(0);
        long[] weights = node.shape(1);
        if (weights == null) {
            return null;
        }
        Attributes attributes = node.attributes();
        int axes = weights.length - 2;
        long[] ones = new long[axes];
        Arrays.fill(ones, 1);
        long[] strides = attributes.integers("strides", ones);
        long[] dilations = attributes.integers("dilations", ones);
        long[] pads = attributes.integers("pads", new long[2 * axes]);
        long[] extra = attributes.integers("output_padding", new long[axes]);
        long[] target = attributes.integers("output_shape");
        boolean same = attributes.text("auto_pad", "NOTSET").startsWith("SAME");
        long[] result = x.clone();
        result[1] = weights[1] * attributes.integer("group", 1);
        for (int i = 0; i < axes; i++) {
            long full = strides[i] * (x[i + 2] - 1) + extra[i] + (weights[i + 2] - 1) * dilations[i] + 1;
            if (target != null) {
                result[i + 2] = target[target.length - axes + i];
            } else {
                result[i + 2] = same ? x[i + 2] * strides[i] : full - pads[i] - pads[axes + i];
            }
        }
        return result;
    }

    /** One filter [channels per group, kernel...] for every number of the input. */
    @Override
    public OptionalLong multiplyAdds(ShapedNode node) {
        return Products.ofFilters(node.shape(0), node.shape(1));
    }

    @Override
    public void backward(ForwardNode node) {
        node.requireOnlyFirstActive();
        TensorShape in = node.inputShape(0);
        TensorShape out = node.outputShape();
        TensorShape weights = node.inputShape(1);
        long[] kernel = Arrays.copyOfRange(weights.dimensions(), 2, weights.rank());
        Window window = Window.of(node.attributes(), kernel, out, in);
        int axes = window.axes();
        long[] pads = window.pads().clone();
        for (int i = 0; i < axes; i++) {
            long spanned = (in.at(i + 2) - 1) * window.strides()[i] + window.extent(i);
            if (node.attributes().has("output_shape")) {
                long total = Math.max(0, spanned - out.at(i + 2));
                boolean upper = node.attributes().text("auto_pad", "NOTSET").equals("SAME_UPPER");
                pads[i] = upper ? total / 2 : total - total / 2;
            }
            // The right pad that makes the convolution see exactly the forward output; output_padding makes it smaller.
            pads[axes + i] = spanned - pads[i] - out.at(i + 2);
            if (pads[axes + i] < 0) {
                throw new UnsupportedNodeException("its output padding exceeds its padding");
            }
        }
        node.gradient(
                0,
                node.graph()
                        .node(
                                "Conv",
                                List.of(node.cotangent(), node.input(1)),
                                Attributes.of("kernel_shape", kernel),
                                Attributes.of("strides", window.strides()),
                                Attributes.of("dilations", window.dilations()),
                                Attributes.of("group", node.attributes().integer("group", 1)),
                                Attributes.of("pads", pads)));
    }
}
