package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.facecloak.onnx.internal.graph.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sliding window of a convolution or pooling node, with automatic padding resolved.
 *
 * @param kernel size per spatial axis
 * @param strides step per spatial axis
 * @param dilations distance of the kernel's taps per spatial axis
 * @param pads before all spatial axes, then after all
 */
public record Window(long[] kernel, long[] strides, long[] dilations, long[] pads) {

    private static final List<String> PER_AXIS = List.of("kernel_shape", "strides", "dilations");

    /**
     * @param kernel size per spatial axis
     * @param wide the side that the window slides over: the input of a convolution, the output of a transposed one
     * @param narrow the other side
     */
    public static Window of(Attributes attributes, long[] kernel, TensorShape wide, TensorShape narrow) {
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

    /** The shape of what a pooling node computes, or null where it is unknown. */
    static long[] poolShape(ShapedNode node) {
        long[] kernel = node.attributes().integers("kernel_shape");
        return kernel == null
                ? null
                : slide(node, node.shape(0).clone(), kernel, node.attributes().integer("ceil_mode", 0) != 0);
    }

    /**
     * The shape that a window makes of a node's first input.
     *
     * @param result its shape but for the spatial axes, which are filled in
     * @param ceil whether a window that only begins inside the picture counts
     */
    static long[] slide(ShapedNode node, long[] result, long[] kernel, boolean ceil) {
        long[] x = node.shape(0);
        Attributes attributes = node.attributes();
        long[] ones = new long[kernel.length];
        Arrays.fill(ones, 1);
        long[] strides = attributes.integers("strides", ones);
        long[] dilations = attributes.integers("dilations", ones);
        String automatic = attributes.text("auto_pad", "NOTSET");
        long[] pads = automatic.equals("NOTSET")
                ? attributes.integers("pads", new long[2 * kernel.length])
                : new long[2 * kernel.length];
        for (int i = 0; i < kernel.length; i++) {
            long size = x[i + 2];
            if (automatic.startsWith("SAME")) {
                result[i + 2] = (size + strides[i] - 1) / strides[i];
                continue;
            }
            long room = size + pads[i] + pads[kernel.length + i] - (kernel[i] - 1) * dilations[i] - 1;
            long steps = ceil ? -Math.floorDiv(-room, strides[i]) : Math.floorDiv(room, strides[i]);
            // The last window starts inside the picture.
            result[i + 2] = ceil && steps * strides[i] >= size + pads[i] ? steps : steps + 1;
        }
        return result;
    }

    /** The attributes of a pooling node that say how its window slides along one of its spatial axes, with all that is not the window's. */
    static AttributeProto[] alongAxis(Attributes attributes, int axis, int axes) {
        List<AttributeProto> along = new ArrayList<>();
        for (AttributeProto attribute : attributes.all()) {
            String name = attribute.getName();
            if (PER_AXIS.contains(name)) {
                along.add(Attributes.of(name, new long[] {attribute.getInts(axis)}));
            } else if (name.equals("pads")) {
                along.add(Attributes.of(name, new long[] {attribute.getInts(axis), attribute.getInts(axes + axis)}));
            } else {
                along.add(attribute);
            }
        }
        return along.toArray(AttributeProto[]::new);
    }

    int axes() {
        return kernel.length;
    }

    /** The extent of the dilated kernel. */
    long extent(int axis) {
        return (kernel[axis] - 1) * dilations[axis] + 1;
    }
}
