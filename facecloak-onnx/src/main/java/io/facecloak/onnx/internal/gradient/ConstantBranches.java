package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.facecloak.onnx.internal.graph.Opsets;
import io.facecloak.onnx.internal.graph.ValueNames;
import io.facecloak.onnx.internal.operator.ShapeInference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces {@code If} nodes whose condition is the same for every batch by the branch that they take. Exporters write such nodes for code
 * that asks for shapes.
 */
public final class ConstantBranches {

    private final GraphProto.Builder result;
    private final ShapeInference one;
    private final ShapeInference two;
    private final String mark;
    private final Deque<NodeProto> ahead;
    private int folded;

    private ConstantBranches(GraphProto graph, long[] inputShape) {
        this.result = graph.toBuilder().clearNode();
        this.one = ShapeInference.before(graph, inputShape, 1);
        this.two = ShapeInference.before(graph, inputShape, 2);
        this.mark = ValueNames.of(graph).marker("facecloak/branch_");
        this.ahead = new ArrayDeque<>(graph.getNodeList());
    }

    /**
     * @param model a graph in the dialect of {@code ModelReader}
     * @param inputShape the shape of its first input; −1 stands for the batch
     * @return the model without such nodes; itself if it has none
     */
    public static ModelProto fold(ModelProto model, long[] inputShape) {
        GraphProto graph = model.getGraph();
        if (graph.getNodeList().stream().noneMatch(ConstantBranches::isBranch)) {
            return model;
        }
        ConstantBranches branches = new ConstantBranches(graph, inputShape);
        branches.fold();
        return branches.folded == 0
                ? model
                : model.toBuilder().setGraph(branches.result).build();
    }

    /** Goes through the nodes once: those of a branch come in the place of its node, and may be branches again. */
    private void fold() {
        while (!ahead.isEmpty()) {
            NodeProto node = ahead.pop();
            Optional<Boolean> condition = isBranch(node) ? condition(node.getInput(0)) : Optional.empty();
            if (condition.isPresent()) {
                inline(node, branch(node, condition.get()), mark + folded++ + "/");
            } else {
                result.addNode(node);
                one.add(node);
                two.add(node);
            }
        }
    }

    /** Nothing where it is not the same for every batch. */
    private Optional<Boolean> condition(String value) {
        double[] first = one.value(value);
        double[] second = first == null ? null : two.value(value);
        return second != null && first.length == 1 && second.length == 1 && first[0] == second[0]
                ? Optional.of(first[0] != 0)
                : Optional.empty();
    }

    private static boolean isBranch(NodeProto node) {
        return node.getOpType().equals("If") && Opsets.isStandard(node.getDomain());
    }

    private static GraphProto branch(NodeProto node, boolean condition) {
        String name = condition ? "then_branch" : "else_branch";
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .map(AttributeProto::getG)
                .orElseGet(GraphProto::getDefaultInstance);
    }

    private void inline(NodeProto node, GraphProto branch, String prefix) {
        Map<String, String> names = new HashMap<>();
        branch.getInitializerList().forEach(tensor -> names.put(tensor.getName(), prefix + tensor.getName()));
        for (NodeProto inner : branch.getNodeList()) {
            inner.getOutputList().forEach(output -> names.put(output, prefix + output));
        }
        names.remove("");
        for (TensorProto tensor : branch.getInitializerList()) {
            TensorProto constant =
                    tensor.toBuilder().setName(names.get(tensor.getName())).build();
            result.addInitializer(constant);
            one.add(constant);
            two.add(constant);
        }
        List<NodeProto> inlined = new ArrayList<>();
        branch.getNodeList().forEach(inner -> inlined.add(renamed(inner, names)));
        for (int i = 0; i < branch.getOutputCount() && i < node.getOutputCount(); i++) {
            String value = branch.getOutput(i).getName();
            inlined.add(NodeProto.newBuilder()
                    .setOpType("Identity")
                    .setName(node.getOutput(i))
                    .addInput(names.getOrDefault(value, value))
                    .addOutput(node.getOutput(i))
                    .build());
        }
        for (int i = inlined.size() - 1; i >= 0; i--) {
            ahead.push(inlined.get(i));
        }
    }

    private static NodeProto renamed(NodeProto node, Map<String, String> names) {
        NodeProto.Builder result = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            result.setInput(i, names.getOrDefault(node.getInput(i), node.getInput(i)));
        }
        for (int i = 0; i < node.getOutputCount(); i++) {
            result.setOutput(i, names.getOrDefault(node.getOutput(i), node.getOutput(i)));
        }
        for (int i = 0; i < node.getAttributeCount(); i++) {
            if (node.getAttribute(i).hasG()) {
                GraphProto inner = node.getAttribute(i).getG();
                GraphProto.Builder changed = inner.toBuilder().clearNode();
                inner.getNodeList().forEach(deeper -> changed.addNode(renamed(deeper, names)));
                result.setAttribute(i, node.getAttribute(i).toBuilder().setG(changed));
            }
        }
        return result.build();
    }
}
