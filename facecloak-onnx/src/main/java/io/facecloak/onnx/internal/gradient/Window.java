package io.facecloak.onnx.internal.gradient;

import io.facecloak.onnx.internal.graph.Attributes;
import java.util.Arrays;

/**
 * The sliding window of a convolution or pooling node, with automatic padding resolved.
 *
 * @param kernel size per spatial axis
 * @param strides step per spatial axis
 * @param dilations distance of the kernel's taps per spatial axis
 * @param pads before all spatial axes, then after all
 */
record Window(long[] kernel, long[] strides, long[] dilations, long[] pads) {

    /**
     * @param kernel size per spatial axis
     * @param wide the side that the window slides over: the input of a convolution, the output of a transposed one
     * @param narrow the other side
     */
    static Window of(Attributes attributes, long[] kernel, TensorShape wide, TensorShape narrow) {
        int axes = kernel.length;
        long[] ones = new long[axes];
        Arrays.fill(ones, 1);
        long[] strides = attributes.integers("strides", ones);
        long[] dilations = attributes.integers("dilations", ones);
        long[] pads = attributes.integers("pads", new long[2 * axes]);
        String automatic = attributes.text("auto_pad", "NOTSET");
        if (automatic.startsWith("SAME")) {
            pads = new long[2 * axes];
            for (int i = 0; i < axes; i++) {
                long span = (narrow.at(i + 2) - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1;
                long total = Math.max(0, span - wide.at(i + 2));
                pads[i] = automatic.equals("SAME_UPPER") ? total / 2 : total - total / 2;
                pads[axes + i] = total - pads[i];
            }
        } else if (automatic.equals("VALID")) {
            pads = new long[2 * axes];
        }
        return new Window(kernel, strides, dilations, pads);
    }

    int axes() {
        return kernel.length;
    }

    /** The extent of the dilated kernel. */
    long extent(int axis) {
        return (kernel[axis] - 1) * dilations[axis] + 1;
    }
}
