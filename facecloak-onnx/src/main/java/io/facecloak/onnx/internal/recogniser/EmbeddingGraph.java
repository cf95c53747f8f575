package io.facecloak.onnx.internal.recogniser;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.InputSpec.ColourOrder;
import io.facecloak.onnx.InputSpec.InputCrop;
import io.facecloak.onnx.internal.gradient.ExactResizes;
import io.facecloak.onnx.internal.gradient.GradientGraph;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.Excerpt;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.ValueNames;
import io.facecloak.onnx.internal.reading.FreeBatch;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Wraps a recogniser into one graph from aligned faces to L2-normalised embeddings: conversion of the pixels, network, normalisation.
 */
public final class EmbeddingGraph {

    /** The input: [N, 3, 112, 112], RGB in [0, 1]. */
    public static final String FACES = "faces";

    /** The output: [N, D]. */
    public static final String EMBEDDINGS = "embeddings";

    private static final List<String> OWN_NAMES =
            List.of(FACES, EMBEDDINGS, GradientGraph.COTANGENT, GradientGraph.GRADIENT);

    /** What shorter vectors are divided by instead of their length. */
    static final double LEAST_NORM = 1e-12;

    /** Embeddings of real recognisers have 64 to 4096 values; what has fewer or more is something else. */
    private static final int SHORTEST = 16;

    private static final int LONGEST = 8192;

    private EmbeddingGraph() {}

    /**
     * The side of the network's input, or −1 where the file leaves it open.
     *
     * @throws ModelException if the model does not take pictures
     */
    static int declaredSize(String name, ModelProto network) {
        GraphProto graph = network.getGraph();
        if (graph.getInputCount() != 1) {
            throw notARecogniser(name, "it has " + graph.getInputCount() + " inputs");
        }
        TypeProto.Tensor input = graph.getInput(0).getType().getTensorType();
        TensorShapeProto shape = input.getShape();
        if (input.getElemType() != DataType.FLOAT_VALUE || shape.getDimCount() != 4) {
            throw notARecogniser(
                    name,
                    "its input " + Excerpt.ofName(graph.getInput(0).getName()) + " is not a float tensor of rank 4");
        }
        long channels = shape.getDim(isChannelsLast(shape) ? 3 : 1).getDimValue();
        if (channels != 3 && channels > 0) {
            throw notARecogniser(name, "its input has " + channels + " channels");
        }
        int first = isChannelsLast(shape) ? 1 : 2;
        long height = shape.getDim(first).getDimValue();
        long width = shape.getDim(first + 1).getDimValue();
        if (height > 0 && width > 0 && height != width) {
            throw notARecogniser(name, "its input has " + width + "x" + height + " pixels");
        }
        return height > 0 ? (int) height : -1;
    }

    /**
     * @throws ModelException if the model does not take pictures, or not of the size that its convention says
     */
    static void requireSize(String name, ModelProto network, InputSpec spec) {
        int declared = declaredSize(name, network);
        if (declared > 0 && declared != spec.size()) {
            throw new ModelException("the model " + name + " takes pictures of " + declared
                    + " pixels, but its input convention says " + spec.size());
        }
    }

    /** Composes the graph; {@code network} is in the dialect of {@code ModelReader}. */
    public static ModelProto compose(String name, ModelProto network, InputSpec spec) {
        return compose(
                name,
                network,
                AlignedFace.SIZE,
                (graph, faces) -> convert(graph, faces, spec, isChannelsLast(network.getGraph())));
    }

    /** As {@link #compose}, for pictures [N, 3, size, size] that are converted already, but for the place of their planes. */
    static ModelProto composeForPixels(String name, ModelProto network, int size) {
        return compose(
                name,
                network,
                size,
                (graph, pixels) -> isChannelsLast(network.getGraph()) ? graph.transpose(pixels, 0, 2, 3, 1) : pixels);
    }

    private static ModelProto compose(
            String name, ModelProto network, int side, BiFunction<GraphBuilder, String, String> conversion) {
        GraphProto inner = ValueNames.withDistinctNodes(withClearNames(freeBatch(name, network)));
        ValueInfoProto output = inner.getOutputCount() == 0 ? null : inner.getOutput(0);
        if (output == null || !isVector(output.getType().getTensorType())) {
            throw notARecogniser(name, "its first output is not one vector per face");
        }
        ModelProto empty = network.toBuilder()
                .setGraph(GraphProto.newBuilder().setName(inner.getName()))
                .build();
        GraphBuilder before = new GraphBuilder(empty, DataType.FLOAT);
        before.reserve(inner);
        String input = conversion.apply(before, before.input(FACES, -1, AlignedFace.CHANNELS, side, side));
        ModelProto.Builder composed = before.build().toBuilder();
        composed.getGraphBuilder()
                .addNode(NodeProto.newBuilder()
                        .setOpType("Identity")
                        .addInput(input)
                        .addOutput(inner.getInput(0).getName()))
                .addAllInitializer(inner.getInitializerList())
                .addAllNode(inner.getNodeList());
        GraphBuilder after = new GraphBuilder(composed.build(), DataType.FLOAT);
        String rows = after.node("Flatten", List.of(output.getName()), Attributes.of("axis", 1));
        String norms = after.reduce("ReduceL2", rows, true, 1);
        after.output(EMBEDDINGS, after.div(rows, after.node("Clip", List.of(norms, after.scalar(LEAST_NORM)))), -1, -1);
        return ExactResizes.apply(name, after.build(), new long[] {-1, AlignedFace.CHANNELS, side, side});
    }

    /** The network with other names for values that have the names of this graph's own inputs and outputs, or of its gradient's. */
    static GraphProto withClearNames(GraphProto network) {
        return ValueNames.without(network, OWN_NAMES);
    }

    private static GraphProto freeBatch(String name, ModelProto network) {
        try {
            return FreeBatch.apply(network).getGraph();
        } catch (ModelException e) {
            throw new ModelException("the model " + name + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Checks the length of what came out.
     *
     * @throws ModelException if that is no embedding
     */
    public static int dimension(String name, long[] outputShape) {
        long dimension = outputShape.length == 2 ? outputShape[1] : 0;
        if (dimension < SHORTEST || dimension > LONGEST) {
            throw notARecogniser(name, "its first output has " + dimension + " values per face");
        }
        return (int) dimension;
    }

    /** Crop and size, then order, scale, mean and deviation: a 1×1 convolution does the last four at once. */
    private static String convert(GraphBuilder graph, String faces, InputSpec spec, boolean channelsLast) {
        String cropped = faces;
        InputCrop crop = spec.crop();
        int size = spec.size();
        if (size != AlignedFace.SIZE || !crop.isAligned()) {
            String rows = graph.reals(crop.rows(size), size, AlignedFace.SIZE);
            String columns = graph.reals(crop.columns(size), AlignedFace.SIZE, size);
            cropped = graph.matMul(rows, graph.matMul(faces, columns));
        }
        double[] weights = new double[9];
        double[] bias = new double[3];
        for (int plane = 0; plane < 3; plane++) {
            int source = spec.order() == ColourOrder.RGB ? plane : 2 - plane;
            weights[plane * 3 + source] = spec.scale() / spec.std().get(plane);
            bias[plane] = -spec.mean().get(plane) / spec.std().get(plane);
        }
        String converted = graph.node(
                "Conv",
                List.of(cropped, graph.reals(weights, 3, 3, 1, 1), graph.reals(bias, 3)),
                Attributes.of("kernel_shape", new long[] {1, 1}));
        return channelsLast ? graph.transpose(converted, 0, 2, 3, 1) : converted;
    }

    private static boolean isChannelsLast(GraphProto graph) {
        return isChannelsLast(graph.getInput(0).getType().getTensorType().getShape());
    }

    private static boolean isChannelsLast(TensorShapeProto shape) {
        return shape.getDim(3).getDimValue() == 3 && shape.getDim(1).getDimValue() != 3;
    }

    /** [N, D] or [N, D, 1, 1], or a shape that the file does not state. */
    private static boolean isVector(TypeProto.Tensor type) {
        if (type.getElemType() != DataType.FLOAT_VALUE) {
            return false;
        }
        List<TensorShapeProto.Dimension> shape = type.getShape().getDimList();
        return shape.size() != 1 && shape.stream().skip(2).allMatch(dimension -> dimension.getDimValue() == 1);
    }

    private static ModelException notARecogniser(String name, String why) {
        return new ModelException("the model " + name + " is not a face recogniser: " + why
                + "; expected one input [N, 3, H, W] of float pixels and an embedding [N, D]");
    }
}
