package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.facecloak.onnx.internal.graph.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a family sees of a node when shapes are inferred: its attributes, and the shapes and small numbers of its inputs. */
public final class ShapedNode {

    private final NodeProto node;
    private final ShapeInference known;
    private final Attributes attributes;

    ShapedNode(NodeProto node, ShapeInference known) {
        this.node = node;
        this.known = known;
        this.attributes = new Attributes(node);
    }

    String op() {
        return node.getOpType();
    }

    Attributes attributes() {
        return attributes;
    }

    int inputs() {
        return node.getInputCount();
    }

    int outputs() {
        return node.getOutputCount();
    }

    boolean has(int input) {
        return input < node.getInputCount() && !node.getInput(input).isEmpty();
    }

    /** The shape of an input, or null where it is left out or unknown. */
    long[] shape(int input) {
        return has(input) ? known.shape(node.getInput(input)) : null;
    }

    /** The shapes of all inputs, null among them where they are unknown. */
    List<long[]> shapes() {
        List<long[]> shapes = new ArrayList<>();
        for (int input = 0; input < inputs(); input++) {
            shapes.add(shape(input));
        }
        return shapes;
    }

    /** The shape of the first output, or null where it is unknown. */
    long[] outputShape() {
        return known.shape(node.getOutput(0));
    }

    /** The numbers of a small operand, or null where it is left out or unknown. */
    SmallTensor value(int input) {
        return has(input) ? known.small(node.getInput(input)) : null;
    }

    /** As {@link #value}, as integers. */
    long[] integers(int input) {
        SmallTensor operand = value(input);
        return operand == null ? null : operand.toLongs();
    }

    /** The numbers of all operands, null among them for those that are left out; null where one is unknown. */
    List<SmallTensor> operands() {
        List<SmallTensor> operands = new ArrayList<>();
        for (int input = 0; input < inputs(); input++) {
            SmallTensor operand = value(input);
            if (operand == null && has(input)) {
                return null;
            }
            operands.add(operand);
        }
        return operands;
    }

    /** The attribute {@code axis}, counted from the front. */
    int axis(long missing, int rank) {
        return axisFromFront(attributes.integer("axis", missing), rank);
    }

    /** An axis that may count from the end, counted from the front. */
    static int axisFromFront(long axis, int rank) {
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** Whether an axis is among some that may count from the end. */
    static boolean contains(long[] axes, int axis, int rank) {
        return Arrays.stream(axes).anyMatch(candidate -> axisFromFront(candidate, rank) == axis);
    }
}
