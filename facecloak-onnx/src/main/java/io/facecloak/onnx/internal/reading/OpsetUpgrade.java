package io.facecloak.onnx.internal.reading;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.Opsets;
import io.facecloak.onnx.internal.graph.Tensors;
import io.facecloak.onnx.internal.graph.ValueNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings a model to operator set {@value Opsets#DIALECT}, so that what an operator was in older ones need not be known elsewhere. Newer models stay as they are, but for {@code Dropout}, which is the identity when a model is used.
 */
final class OpsetUpgrade {

    private static final int OLDEST = 7;

    private final long opset;
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, NodeProto> producers = new HashMap<>();
    private final List<TensorProto> added = new ArrayList<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private final ValueNames names;

    private OpsetUpgrade(long opset, ValueNames names) {
        this.opset = opset;
        this.names = names;
    }

    /**
     * @throws ModelException if the model is older than operator set 7
     */
    static ModelProto apply(ModelProto model) {
        long opset = Opsets.of(model);
        if (opset < OLDEST) {
            throw new ModelException(
                    "the model uses operator set " + opset + "; export it with operator set " + OLDEST + " or newer");
        }
        ModelProto.Builder upgraded = model.toBuilder()
                .setGraph(upgrade(model.getGraph(), opset, ValueNames.of(model.getGraph())))
                .clearOpsetImport();
        upgraded.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(Math.max(opset, Opsets.DIALECT)));
        model.getOpsetImportList().stream()
                .filter(set -> !Opsets.isStandard(set.getDomain()))
                .forEach(upgraded::addOpsetImport);
        return upgraded.build();
    }

    private static GraphProto upgrade(GraphProto graph, long opset, ValueNames names) {
        OpsetUpgrade upgrade = new OpsetUpgrade(opset, names);
        graph.getInitializerList().forEach(tensor -> upgrade.constants.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> upgrade.producers.put(output, node));
        }
        for (NodeProto node : graph.getNodeList()) {
            upgrade.add(withSubgraphs(node, opset, names));
        }
        return graph.toBuilder()
                .clearNode()
                .addAllNode(upgrade.nodes)
                .addAllInitializer(upgrade.added)
                .build();
    }

    private static NodeProto withSubgraphs(NodeProto node, long opset, ValueNames names) {
        NodeProto.Builder changed = node.toBuilder();
        for (int i = 0; i < node.getAttributeCount(); i++) {
            if (node.getAttribute(i).hasG()) {
                changed.setAttribute(
                        i,
                        node.getAttribute(i).toBuilder()
                                .setG(upgrade(node.getAttribute(i).getG(), opset, names)));
            }
        }
        return changed.build();
    }

    private void add(NodeProto node) {
        if (!Opsets.isStandard(node.getDomain())) {
            nodes.add(node);
            return;
        }
        switch (node.getOpType()) {
            case "Dropout" -> dropout(node);
            case "PRelu" -> slopePerChannel(node);
            case "BatchNormalization" -> nodes.add(opset < 9 ? without(node, "spatial", "momentum") : node);
            case "Clip" -> clip(node);
            case "Pad" -> pad(node);
            case "Slice" -> slice(node);
            case "Squeeze", "Unsqueeze", "ReduceSum" -> axesToInput(node, "axes");
            case "Split" -> axesToInput(node, "split");
            case "Softmax", "LogSoftmax", "Hardmax" -> softmax(node);
            case "Upsample", "Resize" -> resize(node);
            default -> nodes.add(node);
        }
    }

    private void dropout(NodeProto node) {
        if (node.getOutputCount() > 1 && !node.getOutput(1).isEmpty()) {
            nodes.add(node);
            return;
        }
        nodes.add(NodeProto.newBuilder()
                .setName(node.getName())
                .setOpType("Identity")
                .addInput(node.getInput(0))
                .addOutput(node.getOutput(0))
                .build());
    }

    /** Older exporters store one slope per channel as [C], which the specification would broadcast along the width. */
    private void slopePerChannel(NodeProto node) {
        TensorProto slope = constants.get(node.getInput(1));
        if (slope == null || slope.getDimsCount() != 1 || slope.getDims(0) == 1) {
            nodes.add(node);
            return;
        }
        int rank = rankIfChannels(node.getInput(0), slope.getDims(0));
        if (rank < 3) {
            nodes.add(node);
            return;
        }
        String name = names.fresh(node.getOutput(0) + "/slope_per_channel");
        TensorProto.Builder reshaped =
                slope.toBuilder().setName(name).clearDims().addDims(slope.getDims(0));
        for (int i = 2; i < rank; i++) {
            reshaped.addDims(1);
        }
        added.add(reshaped.build());
        nodes.add(node.toBuilder().setInput(1, name).build());
    }

    /** The rank of a value that comes from a convolution with this many output channels, else 0. */
    private int rankIfChannels(String value, long channels) {
        NodeProto node = producers.get(value);
        while (node != null) {
            switch (node.getOpType()) {
                case "Conv" -> {
                    TensorProto weights = constants.get(node.getInput(1));
                    return weights != null && weights.getDims(0) == channels ? weights.getDimsCount() : 0;
                }
                case "BatchNormalization", "Add", "Identity", "Dropout", "Relu", "PRelu" ->
                    node = producers.get(node.getInput(0));
                default -> {
                    return 0;
                }
            }
        }
        return 0;
    }

    private void clip(NodeProto node) {
        if (opset >= 11) {
            nodes.add(node);
            return;
        }
        Attributes attributes = new Attributes(node);
        nodes.add(without(node, "min", "max").toBuilder()
                .addInput(attributes.has("min") ? real(node, "min", attributes.real("min", 0)) : "")
                .addInput(attributes.has("max") ? real(node, "max", attributes.real("max", 0)) : "")
                .build());
    }

    private void pad(NodeProto node) {
        if (opset >= 11) {
            nodes.add(node);
            return;
        }
        Attributes attributes = new Attributes(node);
        nodes.add(without(node, "pads", "value").toBuilder()
                .addInput(integers(node, "pads", attributes.integers("pads")))
                .addInput(real(node, "value", attributes.real("value", 0)))
                .build());
    }

    private void slice(NodeProto node) {
        if (opset >= 10) {
            nodes.add(node);
            return;
        }
        Attributes attributes = new Attributes(node);
        NodeProto.Builder changed = without(node, "starts", "ends", "axes").toBuilder()
                .addInput(integers(node, "starts", attributes.integers("starts")))
                .addInput(integers(node, "ends", attributes.integers("ends")));
        if (attributes.has("axes")) {
            changed.addInput(integers(node, "axes", attributes.integers("axes")));
        }
        nodes.add(changed.build());
    }

    private void axesToInput(NodeProto node, String attribute) {
        long[] axes = new Attributes(node).integers(attribute);
        if (opset >= 13 || axes == null) {
            nodes.add(node);
            return;
        }
        nodes.add(without(node, attribute).toBuilder()
                .addInput(integers(node, attribute, axes))
                .build());
    }

    /** Before operator set 13 all axes from {@code axis} on were taken together. */
    private void softmax(NodeProto node) {
        long axis = new Attributes(node).integer("axis", 1);
        if (opset >= 13 || axis == -1) {
            nodes.add(node);
            return;
        }
        String x = node.getInput(0);
        String y = node.getOutput(0);
        String shape = names.fresh(y + "/shape");
        String rows = names.fresh(y + "/rows");
        String result = names.fresh(y + "/result");
        nodes.add(simple("Shape", List.of(x), shape));
        nodes.add(simple("Flatten", List.of(x), rows, Attributes.of("axis", axis)));
        nodes.add(simple(node.getOpType(), List.of(rows), result, Attributes.of("axis", -1)));
        nodes.add(simple("Reshape", List.of(result, shape), y));
    }

    private void resize(NodeProto node) {
        boolean upsample = node.getOpType().equals("Upsample");
        if (opset >= 11 && !upsample) {
            nodes.add(node);
            return;
        }
        Attributes attributes = new Attributes(node);
        String scales;
        if (node.getInputCount() > 1) {
            scales = node.getInput(1);
        } else {
            float[] values = attributes.reals("scales");
            if (values == null) {
                throw new ModelException("the node " + node.getOutput(0) + " (" + node.getOpType() + ") has no scales");
            }
            scales = names.fresh(node.getOutput(0) + "/scales");
            added.add(Tensors.floats(scales, values, values.length));
        }
        nodes.add(simple(
                "Resize",
                List.of(node.getInput(0), "", scales),
                node.getOutput(0),
                Attributes.of("mode", attributes.text("mode", "nearest")),
                Attributes.of("coordinate_transformation_mode", "asymmetric"),
                Attributes.of("nearest_mode", "floor")));
    }

    private String real(NodeProto node, String what, float value) {
        String name = names.fresh(node.getOutput(0) + "/" + what);
        added.add(Tensors.floats(name, new float[] {value}));
        return name;
    }

    private String integers(NodeProto node, String what, long[] values) {
        String name = names.fresh(node.getOutput(0) + "/" + what);
        added.add(Tensors.longs(name, values, values.length));
        return name;
    }

    private static NodeProto simple(String op, List<String> inputs, String output, AttributeProto... attributes) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes))
                .build();
    }

    private static NodeProto without(NodeProto node, String... names) {
        NodeProto.Builder changed = node.toBuilder().clearAttribute();
        node.getAttributeList().stream()
                .filter(attribute -> !List.of(names).contains(attribute.getName()))
                .forEach(changed::addAttribute);
        return changed.build();
    }
}
