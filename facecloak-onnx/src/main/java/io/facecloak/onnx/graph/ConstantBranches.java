package io.facecloak.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces {@code If} nodes whose condition is the same for every batch by the branch that they take. Exporters write such nodes for code
 * that asks for shapes.
 */
public final class ConstantBranches {

    private ConstantBranches() {}

    /**
     * @param model a graph in the dialect of {@link ModelReader}
     * @param inputShape the shape of its first input; −1 stands for the batch
     * @return the model without such nodes; itself if it has none
     */
    public static ModelProto fold(ModelProto model, long[] inputShape) {
        GraphProto graph = model.getGraph();
        String mark = ValueNames.of(graph).marker("facecloak/branch_");
        int folded = 0;
        for (GraphProto next = foldOne(graph, inputShape, mark + folded + "/"); next != graph; ) {
            graph = next;
            next = foldOne(graph, inputShape, mark + ++folded + "/");
        }
        return folded == 0 ? model : model.toBuilder().setGraph(graph).build();
    }

    private static GraphProto foldOne(GraphProto graph, long[] inputShape, String prefix) {
        if (graph.getNodeList().stream().noneMatch(ConstantBranches::isBranch)) {
            return graph;
        }
        ShapeInference one = ShapeInference.of(graph, inputShape, 1);
        ShapeInference two = ShapeInference.of(graph, inputShape, 2);
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            double[] condition = isBranch(node) ? one.value(node.getInput(0)) : null;
            double[] again = condition == null ? null : two.value(node.getInput(0));
            if (again != null && condition.length == 1 && again.length == 1 && condition[0] == again[0]) {
                return inlined(graph, i, branch(node, condition[0] != 0), prefix);
            }
        }
        return graph;
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

    private static GraphProto inlined(GraphProto graph, int index, GraphProto branch, String prefix) {
        Map<String, String> names = new HashMap<>();
        branch.getInitializerList().forEach(tensor -> names.put(tensor.getName(), prefix + tensor.getName()));
        for (NodeProto inner : branch.getNodeList()) {
            inner.getOutputList().forEach(output -> names.put(output, prefix + output));
        }
        names.remove("");
        GraphProto.Builder result = graph.toBuilder().clearNode();
        branch.getInitializerList()
                .forEach(tensor -> result.addInitializer(tensor.toBuilder().setName(names.get(tensor.getName()))));
        result.addAllNode(graph.getNodeList().subList(0, index));
        branch.getNodeList().forEach(inner -> result.addNode(renamed(inner, names)));
        List<String> outputs = graph.getNode(index).getOutputList();
        for (int i = 0; i < branch.getOutputCount() && i < outputs.size(); i++) {
            String value = branch.getOutput(i).getName();
            result.addNode(NodeProto.newBuilder()
                    .setOpType("Identity")
                    .setName(outputs.get(i))
                    .addInput(names.getOrDefault(value, value))
                    .addOutput(outputs.get(i)));
        }
        return result.addAllNode(graph.getNodeList().subList(index + 1, graph.getNodeCount()))
                .build();
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
