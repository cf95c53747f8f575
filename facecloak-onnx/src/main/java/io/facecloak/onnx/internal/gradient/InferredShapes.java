package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.facecloak.onnx.internal.operator.Operators;
import io.facecloak.onnx.internal.operator.ShapeInference;
import io.facecloak.onnx.internal.operator.Shapes;
import io.facecloak.onnx.internal.operator.TensorShape;
import java.util.Arrays;
import java.util.Optional;

/** Shapes without an engine, for a batch of one and of two: what differs between them grows with the batch. */
final class InferredShapes implements Shapes {

    private final ShapeInference one;
    private final ShapeInference two;

    private InferredShapes(ShapeInference one, ShapeInference two) {
        this.one = one;
        this.two = two;
    }

    /** Nothing if something that a rule may ask for stays unknown. */
    static Optional<Shapes> of(GraphProto graph, long[] inputShape, Activity activity) {
        InferredShapes shapes =
                new InferredShapes(ShapeInference.of(graph, inputShape, 1), ShapeInference.of(graph, inputShape, 2));
        return activity.nodes().stream().allMatch(node -> shapes.isComplete(node, activity))
                ? Optional.of(shapes)
                : Optional.empty();
    }

    private boolean isComplete(NodeProto node, Activity activity) {
        boolean shapesKnown = node.getInputList().stream().allMatch(value -> value.isEmpty() || shape(value) != null)
                && node.getOutputList().stream()
                        .allMatch(value -> !activity.values().contains(value) || shape(value) != null);
        boolean operandsKnown = !Operators.readsOperands(node)
                || node.getInputList().stream()
                        .skip(1)
                        .filter(activity.inactive()::contains)
                        .allMatch(value -> one.value(value) != null && two.value(value) != null);
        return shapesKnown && operandsKnown;
    }

    @Override
    public TensorShape shape(String value) {
        long[] first = one.shape(value);
        long[] second = two.shape(value);
        if (first == null || second == null || first.length != second.length) {
            return null;
        }
        long[] dimensions = new long[first.length];
        Arrays.setAll(dimensions, i -> first[i] == second[i] ? first[i] : -first[i]);
        return new TensorShape(dimensions);
    }

    @Override
    public double[] constant(String value) {
        double[] first = one.value(value);
        return first != null && Arrays.equals(first, two.value(value)) ? first : null;
    }
}
