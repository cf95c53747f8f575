package io.facecloak.onnx.internal.operator;

import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * {@code Einsum}: the gradient with respect to an operand is the product of the output's with all other operands, summed over the axes
 * that this operand lacks.
 */
final class Einsum implements DifferentiableFamily, ProductFamily {

    @Override
    public Set<String> types() {
        return Set.of("Einsum");
    }

    @Override
    public long[] shape(ShapedNode node) {
        return EinsumEquation.parse(node.attributes().text("equation", ""))
                .map(equation -> equation.shape(node.shapes()))
                .orElse(null);
    }

    @Override
    public OptionalLong multiplyAdds(ShapedNode node) {
        return EinsumEquation.parse(node.attributes().text("equation", ""))
                .map(equation -> equation.multiplyAdds(node.shapes()))
                .orElse(OptionalLong.empty());
    }

    @Override
    public void backward(ForwardNode node) {
        String text = node.attributes().text("equation", "");
        EinsumEquation equation = EinsumEquation.parse(text)
                .orElseThrow(() -> new UnsupportedNodeException(
                        "its equation " + text + " has an ellipsis, or an axis twice in one operand"));
        for (int input = 0; input < node.inputs(); input++) {
            if (node.active(input)) {
                node.gradient(input, gradient(node, equation, input));
            }
        }
    }

    private static String gradient(ForwardNode node, EinsumEquation equation, int input) {
        GraphBuilder graph = node.graph();
        List<String> factors = new ArrayList<>(List.of(node.cotangent()));
        List<String> terms = new ArrayList<>(List.of(equation.output()));
        for (int other = 0; other < node.inputs(); other++) {
            if (other != input) {
                factors.add(node.input(other));
                terms.add(equation.operands().get(other));
            }
        }
        String own = equation.operands().get(input);
        String present = String.join("", terms);
        StringBuilder kept = new StringBuilder();
        LongStream.Builder missing = LongStream.builder();
        boolean repeated = false;
        for (int axis = 0; axis < own.length(); axis++) {
            boolean alone = present.indexOf(own.charAt(axis)) < 0;
            if (alone || isBroadcast(node, equation, input, axis)) {
                missing.add(axis);
                repeated |= alone;
            } else {
                kept.append(own.charAt(axis));
            }
        }
        String product =
                graph.node("Einsum", factors, Attributes.of("equation", String.join(",", terms) + "->" + kept));
        long[] axes = missing.build().toArray();
        if (axes.length > 0) {
            product = graph.node("Unsqueeze", List.of(product, graph.longs(axes)));
        }
        return repeated ? graph.node("Expand", List.of(product, graph.shapeOf(node.input(input)))) : product;
    }

    /** Whether an axis of length 1 is repeated along another operand's. */
    private static boolean isBroadcast(ForwardNode node, EinsumEquation equation, int input, int axis) {
        char letter = equation.operands().get(input).charAt(axis);
        if (node.inputShape(input).at(axis) != 1) {
            return false;
        }
        for (int other = 0; other < node.inputs(); other++) {
            int place = equation.operands().get(other).indexOf(letter);
            if (place >= 0 && node.inputShape(other).at(place) != 1) {
                return true;
            }
        }
        return false;
    }
}
