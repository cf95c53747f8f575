package io.facecloak.onnx.internal.reading;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.Excerpt;
import io.facecloak.onnx.internal.graph.Opsets;
import io.facecloak.onnx.internal.graph.Tensors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads models into one dialect: weights inside the model, real numbers as float32, constants as initializers, initializers that are
 * not inputs, and a recent operator set.
 */
public final class ModelReader {

    /** The first format version in which initializers need not be inputs and operator set 17 is legal. */
    private static final long FORMAT = 8;

    /** What a protocol buffer may have, and a Java array. */
    private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

    private ModelReader() {}

    /**
     * Reads a model file and the weight files it names, which must lie in its folder.
     *
     * @throws ModelException if a file is missing, is not ONNX, names weights outside its folder, or is not safe to load ({@link ModelCheck})
     */
    public static ModelProto read(Path file) {
        return ModelBudget.spend(file, () -> complete(file, parse(file)));
    }

    /**
     * Reads a model file as it is written; weights in other files stay there.
     *
     * @throws ModelException if the file is missing, too large, or not ONNX
     */
    public static ModelProto parse(Path file) {
        return ModelBudget.spend(file, () -> parseWhole(file));
    }

    private static ModelProto parseWhole(Path file) {
        requireFile(file);
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new ModelException(
                        "the model " + file + " has " + size + " bytes, but a model's file has at most " + MAX_BYTES
                                + "; export it with its weights in another file");
            }
            return ModelCheck.parse(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ModelException("cannot read the model " + file + ": " + e, e);
        }
    }

    /**
     * Brings a parsed model to the dialect, with the weights of the files it names.
     *
     * @param file the file that the model was parsed from
     * @throws ModelException as for {@link #read(Path)}
     */
    public static ModelProto complete(Path file, ModelProto parsed) {
        return ModelBudget.spend(file, () -> completeWhole(file, parsed));
    }

    private static ModelProto completeWhole(Path file, ModelProto parsed) {
        try {
            return read(file.getFileName().toString(), inlineWeights(file, parsed));
        } catch (IOException e) {
            throw new ModelException("cannot read the weights of the model " + file + ": " + e, e);
        }
    }

    /**
     * Reads a model from the bytes of its file.
     *
     * @param name the model's name for error messages
     * @param bytes are part of the result, and must not be changed
     * @throws ModelException if the bytes are not ONNX, the weights lie in other files, or it is not safe to load ({@link ModelCheck})
     */
    public static ModelProto read(String name, byte[] bytes) {
        return ModelBudget.spend(name, () -> read(name, ModelCheck.parse(name, bytes)));
    }

    /**
     * Reads a model file past its weights: as {@link #read(Path)}, but long constants have no values. For callers that look at the
     * structure alone.
     *
     * @throws ModelException as for {@link #read(Path)}
     */
    public static ModelProto outline(Path file) {
        return ModelBudget.spend(file, () -> wholeOutline(file));
    }

    private static ModelProto wholeOutline(Path file) {
        requireFile(file);
        ModelProto outline = ModelCheck.outline(file);
        GraphProto.Builder graph = outline.getGraph().toBuilder();
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
                tensor.clearExternalData().clearDataLocation().clearDims().addDims(0);
            }
        }
        return normalised(
                file.getFileName().toString(),
                outline.toBuilder().setGraph(graph).build());
    }

    private static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException("there is no model file " + file);
        }
    }

    private static ModelProto read(String name, ModelProto model) {
        ModelCheck.require(name, model);
        return normalised(name, model);
    }

    private static ModelProto normalised(String name, ModelProto model) {
        try {
            return normalise(model);
        } catch (ModelException e) {
            throw new ModelException("the model " + name + " cannot be used: " + Excerpt.of(e.getMessage()), e);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            // Operators that lack attributes or inputs which only they must have.
            throw new ModelException(
                    "the model " + name + " is malformed: " + Excerpt.of(String.valueOf(e.getMessage())), e);
        }
    }

    private static ModelProto inlineWeights(Path file, ModelProto model) throws IOException {
        GraphProto.Builder graph = null;
        long total = 0;
        for (int i = 0; i < model.getGraph().getInitializerCount(); i++) {
            TensorProto tensor = model.getGraph().getInitializer(i);
            if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
                graph = graph == null ? model.getGraph().toBuilder() : graph;
                ByteString weights = externalData(file, tensor, MAX_BYTES - total);
                total += weights.size();
                graph.setInitializer(
                        i,
                        tensor.toBuilder()
                                .clearExternalData()
                                .setDataLocation(DataLocation.DEFAULT)
                                .setRawData(weights));
            }
        }
        return graph == null ? model : model.toBuilder().setGraph(graph).build();
    }

    /** The name of the file that holds a tensor's numbers; empty if they lie in the model itself. */
    public static String externalFile(TensorProto tensor) {
        return tensor.getDataLocation() != DataLocation.EXTERNAL
                ? ""
                : tensor.getExternalDataList().stream()
                        .filter(entry -> entry.getKey().equals("location"))
                        .map(StringStringEntryProto::getValue)
                        .findFirst()
                        .orElse("");
    }

    /** The names of the files beside a model that hold its weights. */
    public static SortedSet<String> externalFiles(ModelProto model) {
        return model.getGraph().getInitializerList().stream()
                .filter(tensor -> tensor.getDataLocation() == DataLocation.EXTERNAL)
                .map(ModelReader::externalFile)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static ByteString externalData(Path file, TensorProto tensor, long most) throws IOException {
        long offset = 0;
        long length = -1;
        try {
            for (StringStringEntryProto entry : tensor.getExternalDataList()) {
                switch (entry.getKey()) {
                    case "offset" -> offset = Long.parseLong(entry.getValue());
                    case "length" -> length = Long.parseLong(entry.getValue());
                    default -> {}
                }
            }
        } catch (NumberFormatException e) {
            throw new ModelException(file + ": the place of the weights " + tensor.getName() + " is not a number", e);
        }
        Path weights = ModelCheck.weights(file, tensor);
        try (FileChannel channel = FileChannel.open(weights)) {
            long count = length < 0 ? channel.size() - offset : length;
            if (offset < 0 || count < 0 || count > channel.size() - offset) {
                throw new ModelException(file + ": the weights " + tensor.getName() + " lie outside " + weights);
            }
            if (count > most) {
                throw new ModelException(file + ": the weights take more than " + MAX_BYTES + " bytes");
            }
            return ByteString.copyFrom(channel.map(FileChannel.MapMode.READ_ONLY, offset, count));
        }
    }

    private static ModelProto normalise(ModelProto model) {
        GraphProto.Builder graph = model.getGraph().toBuilder().clearValueInfo();
        inlineConstants(graph);
        onlyFloat32(graph);
        Set<String> constants = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
        for (int i = graph.getInputCount() - 1; i >= 0; i--) {
            if (constants.contains(graph.getInput(i).getName())) {
                graph.removeInput(i);
            }
        }
        return OpsetUpgrade.apply(model.toBuilder()
                .setIrVersion(Math.max(FORMAT, model.getIrVersion()))
                .setGraph(graph)
                .build());
    }

    private static void inlineConstants(GraphProto.Builder graph) {
        GraphProto source = graph.build();
        graph.clearNode();
        for (NodeProto node : source.getNodeList()) {
            TensorProto value =
                    node.getOpType().equals("Constant") && Opsets.isStandard(node.getDomain()) ? constant(node) : null;
            if (value == null) {
                graph.addNode(withInnerConstants(node));
            } else {
                graph.addInitializer(value.toBuilder().setName(node.getOutput(0)));
            }
        }
    }

    private static NodeProto withInnerConstants(NodeProto node) {
        NodeProto.Builder changed = node.toBuilder();
        for (AttributeProto.Builder attribute : changed.getAttributeBuilderList()) {
            if (attribute.hasG()) {
                inlineConstants(attribute.getGBuilder());
            }
        }
        return changed.build();
    }

    private static TensorProto constant(NodeProto node) {
        if (node.getAttributeCount() != 1) {
            return null;
        }
        AttributeProto attribute = node.getAttribute(0);
        long[] integers =
                attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
        float[] reals = new float[attribute.getFloatsCount()];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = attribute.getFloats(i);
        }
        return switch (attribute.getName()) {
            case "value" -> attribute.getT();
            case "value_float" -> Tensors.floats("", new float[] {attribute.getF()});
            case "value_floats" -> Tensors.floats("", reals, reals.length);
            case "value_int" -> Tensors.longs("", new long[] {attribute.getI()});
            case "value_ints" -> Tensors.longs("", integers, integers.length);
            default -> null;
        };
    }

    /** Half and double precision become float32: one type for gradients, and the one that every execution provider is fastest at. */
    private static void onlyFloat32(GraphProto.Builder graph) {
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            TensorProto converted = Tensors.toFloat32(tensor);
            if (converted != tensor) {
                graph.setInitializer(i, converted);
            }
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto node = graph.getNode(i);
            for (int j = 0; j < node.getAttributeCount(); j++) {
                AttributeProto attribute = node.getAttribute(j);
                if (attribute.getName().equals("to") && node.getOpType().equals("Cast") && isReal(attribute.getI())) {
                    graph.getNodeBuilder(i).setAttribute(j, Attributes.of("to", DataType.FLOAT_VALUE));
                } else if (attribute.hasT()) {
                    graph.getNodeBuilder(i)
                            .setAttribute(j, attribute.toBuilder().setT(Tensors.toFloat32(attribute.getT())));
                } else if (attribute.hasG()) {
                    GraphProto.Builder inner = attribute.getG().toBuilder();
                    onlyFloat32(inner);
                    graph.getNodeBuilder(i)
                            .setAttribute(j, attribute.toBuilder().setG(inner));
                }
            }
        }
        for (ValueInfoProto.Builder input : graph.getInputBuilderList()) {
            onlyFloat32(input);
        }
        for (ValueInfoProto.Builder output : graph.getOutputBuilderList()) {
            onlyFloat32(output);
        }
    }

    private static void onlyFloat32(ValueInfoProto.Builder value) {
        if (value.getType().hasTensorType()
                && isReal(value.getType().getTensorType().getElemType())) {
            value.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT_VALUE);
        }
    }

    private static boolean isReal(long type) {
        return type == DataType.FLOAT_VALUE
                || type == DataType.FLOAT16_VALUE
                || type == DataType.BFLOAT16_VALUE
                || type == DataType.DOUBLE_VALUE;
    }
}
