package io.facecloak.onnx.internal.reading;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.Tensors;
import io.facecloak.onnx.internal.graph.ValueNames;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Frees the first dimension of a model that was exported for one picture at a time: of its input, its outputs, the constant shapes
 * that {@code Reshape} nodes took over from it, and constants that are joined to the picture's values.
 */
public final class FreeBatch {

    private FreeBatch() {}

    /** The model with a dynamic first dimension; itself if it has one already. */
    public static ModelProto apply(ModelProto model) {
        TensorShapeProto shape =
                model.getGraph().getInput(0).getType().getTensorType().getShape();
        if (shape.getDimCount() == 0 || shape.getDim(0).getDimValue() <= 0) {
            return model;
        }
        long batch = shape.getDim(0).getDimValue();
        GraphProto.Builder graph = model.getGraph().toBuilder();
        free(graph.getInputBuilder(0));
        graph.getOutputBuilderList().forEach(FreeBatch::free);
        Map<String, TensorProto> constants = new HashMap<>();
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        ValueNames names = ValueNames.of(model.getGraph());
        GraphProto.Builder freed = graph.clone().clearNode();
        for (NodeProto node : graph.getNodeList()) {
            switch (node.getOpType()) {
                case "Reshape" -> freed.addNode(reshape(node, constants, batch, freed, names));
                case "Concat" -> freed.addNode(concat(node, constants, batch, freed, names));
                default -> freed.addNode(node);
            }
        }
        return model.toBuilder().setGraph(freed).build();
    }

    private static NodeProto reshape(
            NodeProto node,
            Map<String, TensorProto> constants,
            long batch,
            GraphProto.Builder graph,
            ValueNames names) {
        TensorProto target = constants.get(node.getInput(1));
        if (constants.containsKey(node.getInput(0)) || target == null || Tensors.count(target) < 2) {
            return node;
        }
        String name = names.fresh(node.getOutput(0) + "/free_batch");
        graph.addInitializer(Tensors.longs(name, freed(Tensors.integers(target), batch), target.getDims(0)));
        return node.toBuilder().setInput(1, name).build();
    }

    /** A constant that is joined to every picture, such as a class token, is repeated as often as there are pictures. */
    private static NodeProto concat(
            NodeProto node,
            Map<String, TensorProto> constants,
            long batch,
            GraphProto.Builder graph,
            ValueNames names) {
        NodeProto.Builder joined = node.toBuilder();
        String varying = node.getInputList().stream()
                .filter(input -> !constants.containsKey(input))
                .findFirst()
                .orElse(null);
        for (int i = 0; i < node.getInputCount() && varying != null; i++) {
            TensorProto constant = constants.get(node.getInput(i));
            if (constant != null
                    && constant.getDimsCount() > 1
                    && constant.getDims(0) == batch
                    && batch == 1
                    && new Attributes(node).integer("axis", 0) != 0) {
                String name = names.fresh(node.getOutput(0) + "/free_batch" + i);
                String onesName = names.fresh(name + "/ones");
                String pictures = names.fresh(name + "/pictures");
                String target = names.fresh(name + "/target");
                long[] ones = new long[constant.getDimsCount() - 1];
                Arrays.fill(ones, 1);
                graph.addInitializer(Tensors.longs(onesName, ones, ones.length));
                graph.addNode(node("Shape", pictures, varying)
                        .addAttribute(Attributes.of("start", 0))
                        .addAttribute(Attributes.of("end", 1)));
                graph.addNode(node("Concat", target, pictures, onesName).addAttribute(Attributes.of("axis", 0)));
                graph.addNode(node("Expand", name, node.getInput(i), target));
                joined.setInput(i, name);
            }
        }
        return joined.build();
    }

    private static NodeProto.Builder node(String op, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setName(output)
                .setOpType(op)
                .addOutput(output)
                .addAllInput(List.of(inputs));
    }

    /** A first dimension that is a multiple of the batch is left to be inferred, or copied from the input where another one is. */
    private static long[] freed(long[] target, long batch) {
        long[] freed = target.clone();
        boolean inferred = false;
        for (long dimension : target) {
            inferred |= dimension < 0;
        }
        if (target[0] > 0 && target[0] % batch == 0) {
            if (!inferred) {
                freed[0] = -1;
            } else if (target[0] == batch) {
                freed[0] = 0;
            }
        }
        return freed;
    }

    private static void free(ValueInfoProto.Builder value) {
        if (value.getType().getTensorType().getShape().getDimCount() > 0) {
            value.getTypeBuilder()
                    .getTensorTypeBuilder()
                    .getShapeBuilder()
                    .setDim(0, TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
        }
    }
}
