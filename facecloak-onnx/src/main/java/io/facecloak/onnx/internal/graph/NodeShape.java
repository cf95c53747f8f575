package io.facecloak.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** The shape of what one node computes, by its operator; null where that is unknown. */
final class NodeShape {

    private static final Set<String> SAME_AS_FIRST = Set.of(
            ("Identity Cast Relu LeakyRelu PRelu Clip Sigmoid Tanh Sqrt Neg Exp Log Abs Reciprocal Erf Sin Cos Elu Selu Celu Softplus"
                            + " Softsign ThresholdedRelu HardSigmoid HardSwish Gelu Mish Swish Softmax LogSoftmax Hardmax"
                            + " BatchNormalization InstanceNormalization LayerNormalization GroupNormalization RMSNormalization"
                            + " MeanVarianceNormalization LpNormalization LRN Dropout Floor Ceil"
                            + " Round Sign Not IsNaN IsInf CumSum Trilu")
                    .split(" "));

    private static final Set<String> BROADCAST = Set.of(
            ("Add Sub Mul Div Pow Mod Max Min Sum Mean Where Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor")
                    .split(" "));

    private final NodeProto node;
    private final ShapeInference known;
    private final String op;
    private final Attributes attributes;

    NodeShape(NodeProto node, ShapeInference known) {
        this.node = node;
        this.known = known;
        this.op = node.getOpType();
        this.attributes = new Attributes(node);
    }

    private boolean has(int input) {
        return input < node.getInputCount() && !node.getInput(input).isEmpty();
    }

    private long[] in(int input) {
        return has(input) ? known.shape(node.getInput(input)) : null;
    }

    /** The numbers of an operand, or null where it is left out or unknown. */
    private long[] operand(int input) {
        SmallTensor operand = has(input) ? known.small(node.getInput(input)) : null;
        return operand == null ? null : operand.toLongs();
    }

    private int axis(long axis, int rank) {
        return (int) (axis < 0 ? axis + rank : axis);
    }

    long[] shape() {
        long[] x = in(0);
        if (op.equals("ConstantOfShape")) {
            return operand(0);
        }
        if (x == null) {
            return null;
        }
        if (SAME_AS_FIRST.contains(op)) {
            return x;
        }
        if (BROADCAST.contains(op)) {
            return broadcast();
        }
        if (op.startsWith("Reduce") || op.equals("ArgMax") || op.equals("ArgMin")) {
            return reduced(x);
        }
        return switch (op) {
            case "Shape" -> new long[] {shapeAsValue().length};
            case "Size" -> new long[0];
            case "Conv" -> conv(x, in(1));
            case "ConvTranspose" -> convTranspose(x, in(1));
            case "MaxPool", "AveragePool", "LpPool" -> pool(x);
            case "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool" -> globalPool(x);
            case "Gemm" -> gemm(x, in(1));
            case "MatMul" -> matMul(x, in(1));
            case "Flatten" -> flatten(x);
            case "Reshape" -> reshape(x, operand(1));
            case "Squeeze" -> squeeze(x);
            case "Unsqueeze" -> unsqueeze(x, operand(1));
            case "Transpose" -> transpose(x);
            case "Concat" -> concat(x);
            case "Slice" -> slice(x);
            case "Gather" -> gather(x, in(1));
            case "GatherElements" -> in(1);
            case "DepthToSpace" -> blocks(x, attributes.integer("blocksize", 1), true);
            case "SpaceToDepth" -> blocks(x, attributes.integer("blocksize", 1), false);
            case "Einsum" -> einsum();
            case "Expand" -> operand(1) == null ? null : broadcast(x, operand(1));
            case "Tile" -> tile(x, operand(1));
            case "Pad" -> pad(x, operand(1));
            case "Resize" -> resize(x);
            case "Range" -> range();
            default -> null;
        };
    }

    long[] shapeAsValue() {
        long[] shape = in(0);
        int start = axis(attributes.integer("start", 0), shape.length);
        int end = axis(attributes.integer("end", shape.length), shape.length);
        int first = Math.max(0, Math.min(shape.length, start));
        return Arrays.copyOfRange(shape, first, Math.max(first, Math.min(shape.length, end)));
    }

    private long[] broadcast() {
        long[] result = new long[0];
        for (int i = 0; i < node.getInputCount() && result != null; i++) {
            result = in(i) == null ? null : broadcast(result, in(i));
        }
        return result;
    }

    private long[] conv(long[] x, long[] weights) {
        if (weights == null) {
            return null;
        }
        long[] result = x.clone();
        result[1] = weights[0];
        return slide(x, result, Arrays.copyOfRange(weights, 2, weights.length), false);
    }

    private long[] pool(long[] x) {
        long[] kernel = attributes.integers("kernel_shape");
        return kernel == null ? null : slide(x, x.clone(), kernel, attributes.integer("ceil_mode", 0) != 0);
    }

    private long[] slide(long[] x, long[] result, long[] kernel, boolean ceil) {
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

    private long[] convTranspose(long[] x, long[] weights) {
        if (weights == null) {
            return null;
        }
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

    private long[] globalPool(long[] x) {
        long[] result = x.clone();
        Arrays.fill(result, 2, result.length, 1);
        return result;
    }

    private long[] gemm(long[] a, long[] b) {
        if (b == null) {
            return null;
        }
        long rows = attributes.integer("transA", 0) != 0 ? a[1] : a[0];
        return new long[] {rows, attributes.integer("transB", 0) != 0 ? b[0] : b[1]};
    }

    private long[] matMul(long[] a, long[] b) {
        if (b == null) {
            return null;
        }
        long[] left = a.length == 1 ? new long[] {1, a[0]} : a;
        long[] right = b.length == 1 ? new long[] {b[0], 1} : b;
        long[] stacks = broadcast(Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
        if (stacks == null) {
            return null;
        }
        List<Long> result = new ArrayList<>(Arrays.stream(stacks).boxed().toList());
        if (a.length > 1) {
            result.add(left[left.length - 2]);
        }
        if (b.length > 1) {
            result.add(right[right.length - 1]);
        }
        return array(result);
    }

    private long[] flatten(long[] x) {
        int axis = axis(attributes.integer("axis", 1), x.length);
        long rows = SmallTensor.count(Arrays.copyOf(x, axis));
        return new long[] {rows, SmallTensor.count(Arrays.copyOfRange(x, axis, x.length))};
    }

    private long[] reshape(long[] x, long[] target) {
        if (target == null) {
            return null;
        }
        long[] result = target.clone();
        int inferred = -1;
        for (int i = 0; i < result.length; i++) {
            if (result[i] == 0 && attributes.integer("allowzero", 0) == 0) {
                result[i] = x[i];
            } else if (result[i] < 0) {
                inferred = i;
                result[i] = 1;
            }
        }
        if (inferred >= 0) {
            result[inferred] = SmallTensor.count(x) / SmallTensor.count(result);
        }
        return SmallTensor.count(result) == SmallTensor.count(x) ? result : null;
    }

    private long[] squeeze(long[] x) {
        long[] axes = operand(1);
        if (axes == null && has(1)) {
            return null;
        }
        List<Long> result = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            boolean drop = axes == null ? x[i] == 1 : contains(axes, i, x.length);
            if (!drop) {
                result.add(x[i]);
            }
        }
        return array(result);
    }

    private long[] unsqueeze(long[] x, long[] axes) {
        if (axes == null) {
            return null;
        }
        long[] result = new long[x.length + axes.length];
        int next = 0;
        for (int i = 0; i < result.length; i++) {
            result[i] = contains(axes, i, result.length) ? 1 : x[next++];
        }
        return result;
    }

    private boolean contains(long[] axes, int axis, int rank) {
        return Arrays.stream(axes).anyMatch(candidate -> axis(candidate, rank) == axis);
    }

    private long[] transpose(long[] x) {
        long[] permutation = attributes.integers("perm");
        long[] result = new long[x.length];
        Arrays.setAll(result, i -> x[permutation == null ? x.length - 1 - i : (int) permutation[i]]);
        return result;
    }

    private long[] concat(long[] x) {
        long[] result = x.clone();
        int axis = axis(attributes.integer("axis", 0), x.length);
        for (int i = 1; i < node.getInputCount(); i++) {
            long[] other = in(i);
            if (other == null) {
                return null;
            }
            result[axis] += other[axis];
        }
        return result;
    }

    /** The shapes of all parts, or null where they are unknown. */
    List<long[]> parts() {
        long[] x = in(0);
        if (x == null || (has(1) && operand(1) == null)) {
            return null;
        }
        List<long[]> parts = new ArrayList<>();
        int axis = axis(attributes.integer("axis", 0), x.length);
        long part = -Math.floorDiv(-x[axis], node.getOutputCount());
        for (int i = 0; i < node.getOutputCount(); i++) {
            long[] result = x.clone();
            result[axis] = has(1) ? operand(1)[i] : Math.min(part, x[axis] - i * part);
            parts.add(result);
        }
        return parts;
    }

    private long[] slice(long[] x) {
        long[] starts = operand(1);
        long[] ends = operand(2);
        long[] axes = operand(3);
        long[] steps = operand(4);
        if (starts == null || ends == null || (has(3) && axes == null) || (has(4) && steps == null)) {
            return null;
        }
        long[] result = x.clone();
        for (int i = 0; i < starts.length; i++) {
            int axis = axes == null ? i : axis(axes[i], x.length);
            long step = steps == null ? 1 : steps[i];
            long end = ends[i] < 0 ? ends[i] + x[axis] : ends[i];
            end = step > 0 ? Math.max(0, Math.min(x[axis], end)) : Math.max(-1, Math.min(x[axis] - 1, end));
            long distance = end - Folding.clampedStart(starts[i], x[axis], step);
            result[axis] = Math.max(0, (distance + step - Long.signum(step)) / step);
        }
        return result;
    }

    private long[] gather(long[] x, long[] indices) {
        if (indices == null) {
            return null;
        }
        int axis = axis(attributes.integer("axis", 0), x.length);
        List<Long> result = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            if (i == axis) {
                Arrays.stream(indices).forEach(result::add);
            } else {
                result.add(x[i]);
            }
        }
        return array(result);
    }

    private static long[] blocks(long[] x, long block, boolean widen) {
        return widen
                ? new long[] {x[0], x[1] / (block * block), x[2] * block, x[3] * block}
                : new long[] {x[0], x[1] * block * block, x[2] / block, x[3] / block};
    }

    private long[] einsum() {
        List<long[]> shapes = new ArrayList<>();
        for (int i = 0; i < node.getInputCount(); i++) {
            shapes.add(in(i));
        }
        return EinsumEquation.parse(attributes.text("equation", ""))
                .map(equation -> equation.shape(shapes))
                .orElse(null);
    }

    private long[] tile(long[] x, long[] repeats) {
        if (repeats == null) {
            return null;
        }
        long[] result = x.clone();
        Arrays.setAll(result, i -> x[i] * repeats[i]);
        return result;
    }

    private long[] pad(long[] x, long[] pads) {
        long[] axes = operand(3);
        if (pads == null || (has(3) && axes == null)) {
            return null;
        }
        long[] result = x.clone();
        for (int i = 0; i < pads.length / 2; i++) {
            result[axes == null ? i : axis(axes[i], x.length)] += pads[i] + pads[pads.length / 2 + i];
        }
        return result;
    }

    private long[] resize(long[] x) {
        if (!attributes.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            return null;
        }
        double[] scales = has(2) && known.small(node.getInput(2)) != null
                ? known.small(node.getInput(2)).values()
                : null;
        long[] sizes = operand(3);
        int given = sizes != null ? sizes.length : scales == null ? 0 : scales.length;
        long[] axes = attributes.integers("axes");
        if (given == 0 || given != (axes == null ? x.length : axes.length)) {
            return null;
        }
        long[] result = x.clone();
        for (int i = 0; i < given; i++) {
            int axis = axes == null ? i : axis(axes[i], x.length);
            result[axis] = sizes != null ? sizes[i] : (long) ((float) scales[i] * x[axis]);
        }
        return result;
    }

    private long[] range() {
        if (!has(2) || known.small(node.getInput(0)) == null) {
            return null;
        }
        double[] bounds = new double[3];
        for (int i = 0; i < 3; i++) {
            SmallTensor bound = known.small(node.getInput(i));
            if (bound == null) {
                return null;
            }
            bounds[i] = bound.values()[0];
        }
        return new long[] {Math.max(0, (long) Math.ceil((bounds[1] - bounds[0]) / bounds[2]))};
    }

    private long[] reduced(long[] x) {
        long[] axes;
        if (op.startsWith("Arg")) {
            axes = new long[] {attributes.integer("axis", 0)};
        } else if (has(1)) {
            axes = operand(1);
            if (axes == null) {
                return null;
            }
        } else {
            axes = attributes.integers("axes");
        }
        if (axes == null || axes.length == 0) {
            if (attributes.integer("noop_with_empty_axes", 0) != 0) {
                return x;
            }
            axes = LongStream.range(0, x.length).toArray();
        }
        boolean keep = attributes.integer("keepdims", 1) != 0;
        List<Long> result = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            if (!contains(axes, i, x.length)) {
                result.add(x[i]);
            } else if (keep) {
                result.add(1L);
            }
        }
        return array(result);
    }

    private long[] array(List<Long> list) {
        return list.stream().mapToLong(Long::longValue).toArray();
    }

    /** The shape of two operands together, or null if they do not fit. */
    private static long[] broadcast(long[] a, long[] b) {
        long[] wide = a.length >= b.length ? a : b;
        long[] narrow = a.length >= b.length ? b : a;
        long[] result = wide.clone();
        for (int i = 0; i < narrow.length; i++) {
            int axis = wide.length - narrow.length + i;
            if (narrow[i] != 1 && wide[axis] != 1 && narrow[i] != wide[axis]) {
                return null;
            }
            result[axis] = wide[axis] == 1 ? narrow[i] : wide[axis];
        }
        return result;
    }
}
