package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.facecloak.onnx.internal.operator.Dependence;
import io.facecloak.onnx.internal.operator.Operators;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which part of a graph the gradient flows through: what depends on the numbers of the input, and what the output depends on. */
final class Activity {

    private final Set<String> values = new HashSet<>();
    private final Set<String> inactive = new HashSet<>();
    private final List<NodeProto> nodes = new ArrayList<>();

    Activity(GraphProto graph, String input, String output) {
        Set<String> dependent = new HashSet<>(Set.of(input));
        Set<String> stepped = new HashSet<>();
        List<NodeProto> reachable = new ArrayList<>();
        for (NodeProto node : graph.getNodeList()) {
            List<String> reads = reads(node);
            boolean flows = reads.stream().anyMatch(dependent::contains);
            Dependence dependence = Operators.of(node).dependence();
            if (flows && dependence == Dependence.SMOOTH) {
                dependent.addAll(node.getOutputList());
                reachable.add(node);
            } else if (dependence != Dependence.SHAPE
                    && (flows || reads.stream().anyMatch(stepped::contains))) {
                stepped.addAll(node.getOutputList());
            } else {
                inactive.addAll(node.getOutputList());
            }
        }
        Set<String> needed = new HashSet<>(Set.of(output));
        for (int i = reachable.size() - 1; i >= 0; i--) {
            NodeProto node = reachable.get(i);
            if (node.getOutputList().stream().anyMatch(needed::contains)) {
                nodes.add(node);
                reads(node).stream().filter(dependent::contains).forEach(needed::add);
            }
        }
        needed.retainAll(dependent);
        needed.remove("");
        values.addAll(needed);
    }

    /** The nodes that the gradient flows through, from the output to the input. */
    List<NodeProto> nodes() {
        return nodes;
    }

    /** The values that the gradient flows through. */
    Set<String> values() {
        return values;
    }

    /** The values that depend on no number of the input, only on its shape or on constants. */
    Set<String> inactive() {
        return inactive;
    }

    private static List<String> reads(NodeProto node) {
        List<String> reads = new ArrayList<>(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                attribute.getG().getNodeList().forEach(inner -> reads.addAll(reads(inner)));
            }
        }
        return reads;
    }
}
