package io.facecloak.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves trained {@code BatchNormalization} nodes into the convolutions before them, so that nothing of them is left to be differentiated. The
 * engine does so by itself only for the forward graph.
 */
public final class BatchNormalizationFolding {

    private final GraphProto graph;
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, NodeProto> convolutions = new HashMap<>();
    private final ValueNames names;

    private BatchNormalizationFolding(GraphProto graph) {
        this.graph = graph;
        this.names = ValueNames.of(graph);
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        graph.getNodeList().forEach(this::count);
        graph.getOutputList().forEach(output -> readers.merge(output.getName(), 1, Integer::sum));
        graph.getNodeList().stream()
                .filter(node -> isStandard(node, "Conv"))
                .forEach(node -> convolutions.put(node.getOutput(0), node));
    }

    /**
     * @param model a graph in the dialect of {@code ModelReader}
     * @return the model without such nodes; itself if it has none
     */
    public static ModelProto apply(ModelProto model) {
        GraphProto folded = new BatchNormalizationFolding(model.getGraph()).fold();
        return folded == model.getGraph()
                ? model
                : model.toBuilder().setGraph(folded).build();
    }

    private void count(NodeProto node) {
        node.getInputList().forEach(input -> readers.merge(input, 1, Integer::sum));
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                attribute.getG().getNodeList().forEach(this::count);
            }
        }
    }

    private GraphProto fold() {
        Map<String, NodeProto> folded = new HashMap<>();
        for (NodeProto node : graph.getNodeList()) {
            if (isFoldable(node)) {
                folded.put(node.getInput(0), node);
            }
        }
        if (folded.isEmpty()) {
            return graph;
        }
        GraphProto.Builder result = graph.toBuilder().clearNode();
        Set<String> gone = new HashSet<>();
        for (NodeProto node : graph.getNodeList()) {
            NodeProto next = node.getOutputCount() == 0 ? null : folded.get(node.getOutput(0));
            if (next != null) {
                result.addNode(joined(node, next, result));
                gone.addAll(node.getInputList().subList(1, node.getInputCount()));
            } else if (node.getInputCount() > 0 && folded.get(node.getInput(0)) == node) {
                gone.addAll(node.getInputList().subList(1, node.getInputCount()));
            } else {
                result.addNode(node);
            }
        }
        result.getNodeList().forEach(node -> gone.removeAll(node.getInputList()));
        List<TensorProto> kept = result.getInitializerList().stream()
                .filter(tensor -> !gone.contains(tensor.getName()) || readers.getOrDefault(tensor.getName(), 0) > 1)
                .toList();
        return result.clearInitializer().addAllInitializer(kept).build();
    }

    private boolean isFoldable(NodeProto node) {
        if (!isStandard(node, "BatchNormalization")
                || node.getOutputCount() != 1
                || new Attributes(node).integer("training_mode", 0) != 0
                || !node.getInputList().stream().skip(1).allMatch(this::isReal)) {
            return false;
        }
        NodeProto convolution = convolutions.get(node.getInput(0));
        return convolution != null
                && readers.get(node.getInput(0)) == 1
                && convolution.getInputList().stream()
                        .skip(1)
                        .allMatch(operand -> operand.isEmpty() || isReal(operand));
    }

    private boolean isReal(String name) {
        TensorProto tensor = constants.get(name);
        return tensor != null && Tensors.type(tensor) == DataType.FLOAT;
    }

    private static boolean isStandard(NodeProto node, String op) {
        return node.getOpType().equals(op) && Opsets.isStandard(node.getDomain());
    }

    /** Conv(x)·a + b with a = γ/√(σ² + ε), b = β − a·μ. */
    private NodeProto joined(NodeProto convolution, NodeProto normalization, GraphProto.Builder target) {
        double epsilon = new Attributes(normalization).real("epsilon", 1e-5f);
        double[] gamma = values(normalization, 1);
        double[] beta = values(normalization, 2);
        double[] mean = values(normalization, 3);
        double[] variance = values(normalization, 4);
        double[] weights = values(convolution, 1);
        boolean biased =
                convolution.getInputCount() > 2 && !convolution.getInput(2).isEmpty();
        double[] bias = biased ? values(convolution, 2) : new double[gamma.length];
        int perChannel = weights.length / gamma.length;
        for (int c = 0; c < gamma.length; c++) {
            double scale = gamma[c] / Math.sqrt(variance[c] + epsilon);
            for (int i = c * perChannel; i < (c + 1) * perChannel; i++) {
                weights[i] *= scale;
            }
            bias[c] = beta[c] + scale * (bias[c] - mean[c]);
        }
        String output = normalization.getOutput(0);
        String newWeights = names.fresh(output + "/folded_weights");
        String newBias = names.fresh(output + "/folded_bias");
        target.addInitializer(Tensors.reals(
                newWeights, DataType.FLOAT, weights, Tensors.shape(constants.get(convolution.getInput(1)))));
        target.addInitializer(Tensors.reals(newBias, DataType.FLOAT, bias, bias.length));
        return convolution.toBuilder()
                .setName(normalization.getName())
                .clearInput()
                .addInput(convolution.getInput(0))
                .addInput(newWeights)
                .addInput(newBias)
                .setOutput(0, output)
                .build();
    }

    private double[] values(NodeProto node, int input) {
        return Tensors.values(constants.get(node.getInput(input)));
    }
}
