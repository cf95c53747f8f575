package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.ValueNames;
import io.facecloak.onnx.internal.operator.Operators;
import io.facecloak.onnx.internal.operator.Shapes;
import io.facecloak.onnx.internal.operator.TensorShape;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The shapes of all values, read from the engine itself: the graph runs twice on an empty picture, as a batch of one and of two, with
 * the shape of every value as its outputs. What differs between the two grows with the batch. In the same way, small operands that are
 * computed from shapes (axes, pads, indices) are recognised as constants: they are the same in both runs.
 */
final class ShapeProbe implements Shapes {

    private final Map<String, TensorShape> shapes = new HashMap<>();
    private final Map<String, double[]> constants = new HashMap<>();
    private final String shapeOf;
    private final String valueOf;

    /**
     * @param model a graph with one input
     * @param inactive values that do not depend on the input's numbers
     */
    ShapeProbe(String name, ModelProto model, long[] inputShape, Set<String> inactive) {
        GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
        String mark = ValueNames.of(model.getGraph()).marker("/facecloak_probe");
        this.shapeOf = mark + "_shape";
        this.valueOf = mark + "_value";
        Set<String> operands = new LinkedHashSet<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            for (String output : node.getOutputList()) {
                if (!output.isEmpty()) {
                    export(graph, "Shape", output, shapeOf);
                }
            }
            if (Operators.readsOperands(node)) {
                node.getInputList().stream().skip(1).filter(inactive::contains).forEach(operands::add);
            }
        }
        for (String operand : operands) {
            export(graph, "Identity", operand, valueOf);
        }
        String input = graph.getInput(0).getName();
        boolean wide = graph.getInput(0).getType().getTensorType().getElemType() == DataType.DOUBLE_VALUE;
        if (wide) {
            narrowInput(graph, input + mark + "_wide");
        }
        byte[] bytes = model.toBuilder().setGraph(graph).build().toByteArray();
        try (OnnxGraph probe = OnnxGraph.loadUnoptimised(name, bytes, Device.cpu())) {
            Map<String, FloatTensor> one = run(probe, input, inputShape, 1);
            Map<String, FloatTensor> two =
                    inputShape.length > 0 && inputShape[0] < 0 ? run(probe, input, inputShape, 2) : one;
            one.forEach((output, first) ->
                    compare(output, first.data(), two.get(output).data()));
        }
        shapes.put(input, new TensorShape(inputShape));
    }

    @Override
    public TensorShape shape(String value) {
        return shapes.get(value);
    }

    @Override
    public double[] constant(String value) {
        return constants.get(value);
    }

    private void compare(String output, FloatBuffer one, FloatBuffer two) {
        if (output.endsWith(shapeOf)) {
            long[] dimensions = new long[one.remaining()];
            for (int i = 0; i < dimensions.length; i++) {
                dimensions[i] = one.get(i) == two.get(i) ? (long) one.get(i) : -(long) one.get(i);
            }
            shapes.put(output.substring(0, output.length() - shapeOf.length()), new TensorShape(dimensions));
        } else if (one.equals(two)) {
            double[] values = new double[one.remaining()];
            for (int i = 0; i < values.length; i++) {
                values[i] = one.get(i);
            }
            constants.put(output.substring(0, output.length() - valueOf.length()), values);
        }
    }

    private static Map<String, FloatTensor> run(OnnxGraph graph, String input, long[] shape, int batch) {
        long[] concrete = shape.clone();
        for (int i = 0; i < concrete.length; i++) {
            concrete[i] = concrete[i] < 0 ? batch : concrete[i];
        }
        return graph.run(Map.of(input, FloatTensor.allocate(concrete)));
    }

    /** Exports a value, or its shape, as float32. */
    private static void export(GraphProto.Builder graph, String op, String value, String suffix) {
        graph.addNode(NodeProto.newBuilder().setOpType(op).addInput(value).addOutput(value + suffix + "/typed"));
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Cast")
                .addInput(value + suffix + "/typed")
                .addOutput(value + suffix)
                .addAttribute(Attributes.of("to", DataType.FLOAT_VALUE)));
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName(value + suffix)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE))));
    }

    private static void narrowInput(GraphProto.Builder graph, String wide) {
        String input = graph.getInput(0).getName();
        List<NodeProto> renamed = new ArrayList<>();
        graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT_VALUE);
        for (NodeProto.Builder node : graph.getNodeBuilderList()) {
            for (int i = 0; i < node.getInputCount(); i++) {
                if (node.getInput(i).equals(input)) {
                    node.setInput(i, wide);
                }
            }
            renamed.add(node.build());
        }
        graph.clearNode()
                .addNode(NodeProto.newBuilder()
                        .setOpType("Cast")
                        .addInput(input)
                        .addOutput(wide)
                        .addAttribute(Attributes.of("to", DataType.DOUBLE_VALUE)))
                .addAllNode(renamed);
    }
}
