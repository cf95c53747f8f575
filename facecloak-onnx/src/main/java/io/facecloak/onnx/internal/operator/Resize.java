package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** {@code Resize} by constant scales or to constant sizes, in every mode that is linear: see {@link SeparableMap}. */
public final class Resize implements DifferentiableFamily {

    private static final List<String> WHOLE_PICTURE = List.of("axes", "keep_aspect_ratio_policy");

    @Override
    public Set<String> types() {
        return Set.of("Resize");
    }

    @Override
    public long[] shape(ShapedNode node) {
        long[] x = node.shape(0);
        if (!node.attributes().text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            return null;
        }
        double[] scales = node.value(2) == null ? null : node.value(2).values();
        long[] sizes = node.integers(3);
        int given = sizes != null ? sizes.length : scales == null ? 0 : scales.length;
        long[] axes = node.attributes().integers("axes");
        if (given == 0 || given != (axes == null ? x.length : axes.length)) {
            return null;
        }
        long[] result = x.clone();
        for (int i = 0; i < given; i++) {
            int axis = axes == null ? i : ShapedNode.axisFromFront(axes[i], x.length);
            result[axis] = sizes != null ? sizes[i] : (long) ((float) scales[i] * x[axis]);
        }
        return result;
    }

    @Override
    public boolean readsOperands() {
        return true;
    }

    @Override
    public void backward(ForwardNode node) {
        if (!isSeparable(node.attributes())) {
            throw new UnsupportedNodeException("crops or keeps the aspect ratio");
        }
        GraphBuilder graph = node.graph();
        int rank = node.inputShape(0).rank();
        long[] all = IntStream.range(0, rank).asLongStream().toArray();
        int[] axes = node.inputShape(0).axes(node.attributes().integers("axes", all));
        boolean byScale = node.has(2);
        double[] scales = byScale ? node.constantReals(2) : null;
        AttributeProto[] attributes = alongOneAxis(node.attributes());
        String gradient = node.cotangent();
        for (int i = 0; i < axes.length; i++) {
            int axis = axes[i];
            boolean same = byScale
                    ? scales[i] == 1
                    : node.inputShape(0).at(axis) == node.outputShape().at(axis);
            if (!same) {
                int length = Math.toIntExact(node.inputShape(0).at(axis));
                String basis = graph.reals(SeparableMap.basis(length), length, length);
                List<String> operands = byScale
                        ? List.of(basis, "", graph.scales(1, scales[i]))
                        : List.of(
                                basis,
                                "",
                                "",
                                graph.longs(length, node.outputShape().at(axis)));
                String images = graph.node("Resize", operands, attributes);
                gradient = SeparableMap.adjointAlong(graph, gradient, rank, axis, images);
            }
        }
        node.gradient(0, gradient);
    }

    /** Whether every axis is resized by itself. */
    public static boolean isSeparable(Attributes attributes) {
        return !attributes.text("coordinate_transformation_mode", "half_pixel").equals("tf_crop_and_resize")
                && attributes.text("keep_aspect_ratio_policy", "stretch").equals("stretch");
    }

    /** The attributes that say how one axis is resized. */
    public static AttributeProto[] alongOneAxis(Attributes attributes) {
        return attributes.all().stream()
                .filter(attribute -> !WHOLE_PICTURE.contains(attribute.getName()))
                .toArray(AttributeProto[]::new);
    }
}
