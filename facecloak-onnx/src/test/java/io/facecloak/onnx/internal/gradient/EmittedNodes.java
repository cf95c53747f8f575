package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What differentiation adds to a model, with the types of numbers that flow through it. */
final class EmittedNodes {

    private static final Set<String> COMPARISONS =
            Set.of("Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "And", "Or", "Not");

    /** The operators that answer with another type than that of their first input. */
    private static final Map<String, DataType> ANSWERS = Map.of("Shape", DataType.INT64, "Size", DataType.INT64);

    private EmittedNodes() {}

    /**
     * An operator as it is used.
     *
     * @param input the type of its numbers: of the first input, for {@code Where} of the second, for {@code ConstantOfShape} of the output
     * @param output the type of its first output
     */
    record Use(String operator, DataType input, DataType output) {}

    /** The uses of operators by nodes that the model does not have itself. */
    static Set<Use> of(ModelProto model, ModelProto combined) {
        Set<NodeProto> own = Set.copyOf(model.getGraph().getNodeList());
        Map<String, DataType> types = types(combined.getGraph());
        Set<Use> uses = new LinkedHashSet<>();
        for (NodeProto node : combined.getGraph().getNodeList()) {
            DataType input = input(node, types);
            DataType output = output(node, input);
            types.put(node.getOutput(0), output);
            for (int i = 1; i < node.getOutputCount(); i++) {
                types.put(node.getOutput(i), second(node, output));
            }
            if (!own.contains(node)) {
                uses.add(new Use(node.getOpType(), input, output));
            }
        }
        return uses;
    }

    /** The uses of operators by the model itself. */
    static Set<Use> of(ModelProto model) {
        return of(model.toBuilder().setGraph(GraphProto.getDefaultInstance()).build(), model);
    }

    private static Map<String, DataType> types(GraphProto graph) {
        Map<String, DataType> types = new HashMap<>();
        graph.getInputList()
                .forEach(input -> types.put(
                        input.getName(),
                        DataType.forNumber(input.getType().getTensorType().getElemType())));
        graph.getInitializerList()
                .forEach(tensor -> types.put(tensor.getName(), DataType.forNumber(tensor.getDataType())));
        return types;
    }

    private static DataType input(NodeProto node, Map<String, DataType> types) {
        if (node.getOpType().equals("ConstantOfShape")) {
            return attribute(node, "value")
                    .map(value -> DataType.forNumber(value.getT().getDataType()))
                    .orElse(DataType.FLOAT);
        }
        if (node.getOpType().equals("Constant")) {
            return DataType.FLOAT;
        }
        String name = node.getInput(node.getOpType().equals("Where") ? 1 : 0);
        DataType type = types.get(name);
        if (type == null) {
            throw new IllegalStateException("the type of " + name + ", read by " + node.getOpType() + ", is not known");
        }
        return type;
    }

    private static DataType output(NodeProto node, DataType input) {
        if (COMPARISONS.contains(node.getOpType())) {
            return DataType.BOOL;
        }
        if (node.getOpType().equals("Cast")) {
            return DataType.forNumber((int) attribute(node, "to").orElseThrow().getI());
        }
        return ANSWERS.getOrDefault(node.getOpType(), input);
    }

    private static DataType second(NodeProto node, DataType first) {
        return switch (node.getOpType()) {
            case "MaxPool", "TopK" -> DataType.INT64;
            case "Dropout" -> DataType.BOOL;
            default -> first;
        };
    }

    private static Optional<AttributeProto> attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst();
    }
}
