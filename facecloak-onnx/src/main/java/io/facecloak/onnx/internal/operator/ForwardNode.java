package io.facecloak.onnx.internal.operator;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What a rule sees of one node of the forward graph: its attributes, values, shapes, and the gradient that arrives at its outputs. */
public final class ForwardNode {

    private final NodeProto node;
    private final Attributes attributes;
    private final Values values;
    private final Cotangents cotangents;
    private final GraphBuilder graph;
    private final GradientLayout layout;

    public ForwardNode(
            NodeProto node, Values values, Cotangents cotangents, GraphBuilder graph, GradientLayout layout) {
        this.node = node;
        this.attributes = new Attributes(node);
        this.values = values;
        this.cotangents = cotangents;
        this.graph = graph;
        this.layout = layout;
    }

    GraphBuilder graph() {
        return graph;
    }

    GradientLayout layout() {
        return layout;
    }

    /** Whether the output is a stack of feature maps that the engine may keep in its blocked layout. */
    boolean isBlocked() {
        TensorShape shape = outputShape();
        return layout == GradientLayout.BLOCKED
                && shape.rank() == 4
                && IntStream.range(1, 4).noneMatch(shape::isDynamic)
                && graph.real() == DataType.FLOAT;
    }

    Attributes attributes() {
        return attributes;
    }

    String op() {
        return node.getOpType();
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

    String input(int index) {
        return node.getInput(index);
    }

    String output() {
        return node.getOutput(0);
    }

    String output(int index) {
        return node.getOutput(index);
    }

    /** Whether the gradient flows on through this input. */
    boolean active(int input) {
        return has(input) && values.isActive(node.getInput(input));
    }

    TensorShape inputShape(int input) {
        return values.shape(node.getInput(input));
    }

    TensorShape outputShape() {
        return values.shape(node.getOutput(0));
    }

    TensorShape outputShape(int output) {
        return values.shape(node.getOutput(output));
    }

    /** The gradient with respect to the first output. */
    String cotangent() {
        return cotangents.of(node.getOutput(0));
    }

    /** The gradient with respect to an output, or null where none arrives. */
    String cotangent(int output) {
        return node.getOutput(output).isEmpty() ? null : cotangents.of(node.getOutput(output));
    }

    /** Adds a gradient with respect to an input. */
    void gradient(int input, String value) {
        cotangents.add(node.getInput(input), value);
    }

    /** The value of an input that must be known when the model is loaded, such as axes. */
    long[] constantIntegers(int input) {
        long[] constant = values.integers(node.getInput(input));
        if (constant == null) {
            throw new UnsupportedNodeException("input " + input + " is not a constant");
        }
        return constant;
    }

    /** The value of a real input that must be known when the model is loaded. */
    double[] constantReals(int input) {
        double[] constant = values.reals(node.getInput(input));
        if (constant == null) {
            throw new UnsupportedNodeException("input " + input + " is not a constant");
        }
        return constant;
    }

    /** A constant real scalar, or null if the input is not one. */
    Double constantScalar(int input) {
        double[] constant = values.reals(node.getInput(input));
        return constant == null || constant.length != 1 ? null : constant[0];
    }

    /** For rules that treat all inputs but the first as constants. */
    void requireOnlyFirstActive() {
        IntStream.range(1, inputs()).filter(this::active).findFirst().ifPresent(input -> {
            throw new UnsupportedNodeException("input " + input + " depends on the picture");
        });
    }

    /** Gives a gradient of the output's shape the shape of an input that has as many elements. */
    String reshapedToInput(int input) {
        long[] target = inputShape(input).dimensions();
        if (target.length > 0
                && outputShape().rank() > 0
                && inputShape(input).at(0) == outputShape().at(0)) {
            // Said so, the engine knows that the batch is the same, which lets it keep its own memory layout later.
            target[0] = 0;
        }
        return reshaped(cotangent(), target, input);
    }

    /** Gives a gradient with as many elements the shape of an input. */
    String reshapedToInput(String gradient, int input) {
        return reshaped(gradient, inputShape(input).dimensions(), input);
    }

    private String reshaped(String gradient, long[] target, int input) {
        return Arrays.stream(target).filter(dimension -> dimension < 0).count() <= 1
                ? graph.reshape(gradient, target)
                : graph.node("Reshape", List.of(gradient, graph.shapeOf(input(input))));
    }
}
