package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.Attributes;
import java.util.Arrays;
import java.util.List;

/** {@code ConvTranspose} with constant weights: its gradient is the convolution that it transposes. */
final class ConvTransposeRule implements VjpRule {

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
