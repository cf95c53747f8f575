package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.Tensors;
import io.facecloak.onnx.internal.operator.TensorShape;
import io.facecloak.onnx.internal.operator.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A float32 model in float64, so that its central differences are exact even between the corners of its activations. The engine has no
 * float64 convolution and few float64 activations; they are written with operators that exist.
 */
final class DoublePrecision {

    private final GraphProto source;
    private final GraphBuilder graph;
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final ShapeProbe shapes;

    private DoublePrecision(ModelProto model) {
        source = model.getGraph();
        ModelProto.Builder empty = model.toBuilder();
        empty.getGraphBuilder().clearNode().clearInitializer().clearOutput();
        for (TensorProto tensor : source.getInitializerList()) {
            constants.put(tensor.getName(), tensor);
            boolean real = tensor.getDataType() == DataType.FLOAT_VALUE;
            empty.getGraphBuilder()
                    .addInitializer(
                            real
                                    ? Tensors.doubles(tensor.getName(), Tensors.values(tensor), Tensors.shape(tensor))
                                    : tensor);
        }
        empty.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(DataType.DOUBLE_VALUE);
        graph = new GraphBuilder(empty.build(), DataType.DOUBLE);
        graph.reserve(source);
        long[] input = source.getInput(0).getType().getTensorType().getShape().getDimList().stream()
                .mapToLong(dimension -> dimension.getDimValue() > 0 ? dimension.getDimValue() : -1)
                .toArray();
        shapes = new ShapeProbe("double", model, input, Set.of());
    }

    static ModelProto of(ModelProto model) {
        DoublePrecision converted = new DoublePrecision(model);
        Map<String, String> renamed = new HashMap<>();
        for (NodeProto node : model.getGraph().getNodeList()) {
            NodeProto.Builder rewired = node.toBuilder();
            for (int i = 0; i < node.getInputCount(); i++) {
                rewired.setInput(i, renamed.getOrDefault(node.getInput(i), node.getInput(i)));
            }
            List<String> results = converted.convert(rewired.build());
            for (int i = 0; i < node.getOutputCount(); i++) {
                renamed.put(node.getOutput(i), results.get(i));
            }
        }
        GraphBuilder graph = converted.graph;
        ModelProto.Builder result = graph.build().toBuilder();
        GraphBuilder last = new GraphBuilder(result.build(), DataType.DOUBLE);
        last.output("result", renamed.get(model.getGraph().getOutput(0).getName()));
        return last.build();
    }

    private List<String> convert(NodeProto node) {
        Attributes attributes = new Attributes(node);
        String x = node.getInput(0);
        String converted =
                switch (node.getOpType()) {
                    case "Conv" -> conv(node, attributes);
                    case "GlobalAveragePool" -> graph.reduce("ReduceMean", x, true, 2, 3);
                    case "PRelu" -> above(x, x, graph.mul(x, node.getInput(1)));
                    case "LeakyRelu" -> above(x, x, graph.mul(x, graph.scalar(attributes.real("alpha", 0.01f))));
                    case "Elu" -> above(x, x, graph.sub(graph.unary("Exp", x), graph.scalar(1)));
                    case "HardSigmoid" -> ramp(x, attributes.real("alpha", 0.2f));
                    case "HardSwish" -> graph.mul(x, ramp(x, 1 / 6.0));
                    case "ReduceL2" -> {
                        long[] axes = attributes.integers("axes");
                        yield graph.unary("Sqrt", graph.reduce("ReduceSum", graph.mul(x, x), true, axes));
                    }
                    default -> null;
                };
        return converted != null
                ? List.of(converted)
                : graph.node(
                        node.getOpType(),
                        node.getInputList(),
                        node.getOutputCount(),
                        node.getAttributeList().toArray(AttributeProto[]::new));
    }

    private String above(String x, String yes, String no) {
        return graph.where(graph.greater(x, graph.scalar(0)), yes, no);
    }

    private String ramp(String x, double slope) {
        String line = graph.add(graph.mul(x, graph.scalar(slope)), graph.scalar(0.5));
        return graph.node("Clip", List.of(line, graph.scalar(0), graph.scalar(1)));
    }

    /** Gathers the windows and multiplies them with the weights. */
    private String conv(NodeProto node, Attributes attributes) {
        String original = source.getNodeList().stream()
                .filter(other -> other.getOutput(0).equals(node.getOutput(0)))
                .findFirst()
                .orElseThrow()
                .getInput(0);
        TensorShape in = shapes.shape(original);
        TensorShape out = shapes.shape(node.getOutput(0));
        long[] weights = Tensors.shape(constants.get(node.getInput(1)));
        Window window = Window.of(attributes, Arrays.copyOfRange(weights, 2, 4), in, out);
        long group = attributes.integer("group", 1);
        long width = in.at(3) + window.pads()[1] + window.pads()[3];
        long height = in.at(2) + window.pads()[0] + window.pads()[2];
        long[] pads = {0, 0, window.pads()[0], window.pads()[1], 0, 0, window.pads()[2], window.pads()[3]};
        String padded = graph.reshape(
                graph.node("Pad", List.of(node.getInput(0), graph.longs(pads))), 0, in.at(1), height * width);
        long places = out.at(2) * out.at(3);
        long taps = weights[2] * weights[3];
        long[] indices = new long[(int) (taps * places)];
        int next = 0;
        for (long ky = 0; ky < weights[2]; ky++) {
            for (long kx = 0; kx < weights[3]; kx++) {
                for (long y = 0; y < out.at(2); y++) {
                    for (long x = 0; x < out.at(3); x++) {
                        indices[next++] = (y * window.strides()[0] + ky * window.dilations()[0]) * width
                                + x * window.strides()[1]
                                + kx * window.dilations()[1];
                    }
                }
            }
        }
        String windows = graph.node("Gather", List.of(padded, graph.longs(indices)), Attributes.of("axis", 2));
        windows = graph.reshape(windows, 0, group, weights[1] * taps, places);
        String matrix = graph.reshape(node.getInput(1), 1, group, weights[0] / group, weights[1] * taps);
        String product = graph.reshape(graph.matMul(matrix, windows), -1, weights[0], out.at(2), out.at(3));
        return node.getInputCount() < 3
                ? product
                : graph.add(product, graph.reshape(node.getInput(2), weights[0], 1, 1));
    }
}
