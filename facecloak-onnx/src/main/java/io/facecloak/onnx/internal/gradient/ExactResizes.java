package io.facecloak.onnx.internal.gradient;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.Opsets;
import io.facecloak.onnx.internal.operator.Resize;
import io.facecloak.onnx.internal.operator.SeparableMap;
import io.facecloak.onnx.internal.operator.ShapeInference;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Replaces {@code Resize} nodes by constant scales about whose output size ONNX Runtime disagrees with itself. When it runs, it multiplies
 * the length by the scale in float32, so that 112 pixels times 100/112 are 100; when it infers shapes, it does so exactly, and they are 99.
 * A graph that goes on from both, as a gradient does, is refused, and others may fail. The same map as matrix products has one size.
 */
public final class ExactResizes {

    private final String name;
    private final GraphBuilder graph;
    private final long opset;
    private final Map<List<Object>, double[]> matrices = new HashMap<>();

    private ExactResizes(String name, GraphBuilder graph, long opset) {
        this.name = name;
        this.graph = graph;
        this.opset = opset;
    }

    /**
     * @param name the model's name for error messages
     * @param model a graph in the dialect of {@code ModelReader}
     * @param inputShape the shape of its first input; −1 stands for the batch
     * @return the model without such nodes; itself if it has none
     */
    public static ModelProto apply(String name, ModelProto model, long[] inputShape) {
        GraphProto source = model.getGraph();
        if (source.getNodeList().stream().noneMatch(ExactResizes::isByScale)) {
            return model;
        }
        ShapeInference shapes = ShapeInference.of(source, inputShape, 1);
        GraphBuilder graph = new GraphBuilder(
                model,
                DataType.forNumber(source.getInput(0).getType().getTensorType().getElemType()));
        ExactResizes resizes = new ExactResizes(name, graph, Opsets.of(model));
        source.getNodeList().stream()
                .filter(ExactResizes::isByScale)
                .forEach(node -> resizes.replace(node, shapes.shape(node.getInput(0)), shapes.value(node.getInput(2))));
        return graph.build();
    }

    private static boolean isByScale(NodeProto node) {
        return node.getOpType().equals("Resize")
                && Opsets.isStandard(node.getDomain())
                && node.getInputCount() > 2
                && !node.getInput(2).isEmpty()
                && Resize.isSeparable(new Attributes(node));
    }

    private void replace(NodeProto node, long[] shape, double[] scales) {
        if (shape == null || scales == null) {
            return;
        }
        Attributes attributes = new Attributes(node);
        int rank = shape.length;
        long[] axes = attributes.integers(
                "axes", IntStream.range(0, rank).asLongStream().toArray());
        if (axes.length != scales.length
                || IntStream.range(0, axes.length).noneMatch(i -> {
                    return isAmbiguous(shape[axis(axes[i], rank)], (float) scales[i]);
                })) {
            return;
        }
        String output = node.getOutput(0);
        String resized = graph.before(output, () -> {
            String value = node.getInput(0);
            for (int i = 0; i < axes.length; i++) {
                if (scales[i] != 1) {
                    int axis = axis(axes[i], rank);
                    int length = Math.toIntExact(shape[axis]);
                    double[] matrix = matrix(length, scales[i], Resize.alongOneAxis(attributes));
                    String constant = graph.reals(matrix, length, matrix.length / length);
                    value = SeparableMap.along(graph, value, rank, axis, constant);
                }
            }
            return value;
        });
        graph.recompute(output, "Identity", List.of(resized));
    }

    private static int axis(long axis, int rank) {
        return (int) (axis < 0 ? axis + rank : axis);
    }

    private static boolean isAmbiguous(long length, float scale) {
        return (long) (scale * length) != (long) ((double) scale * length);
    }

    /** What the engine makes of the unit vectors of an axis, as rows. */
    private double[] matrix(int length, double scale, AttributeProto[] attributes) {
        return matrices.computeIfAbsent(List.of(length, scale, List.of(attributes)), key -> {
            ModelProto empty = ModelProto.newBuilder()
                    .setIrVersion(8)
                    .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                    .setGraph(GraphProto.newBuilder().setName("resize"))
                    .build();
            GraphBuilder resize = new GraphBuilder(empty, DataType.FLOAT);
            String basis = resize.input("basis", length, length);
            resize.output(
                    "images",
                    resize.node("Resize", List.of(basis, "", resize.scales(1, scale)), attributes),
                    length,
                    -1);
            FloatTensor vectors = FloatTensor.allocate(length, length);
            for (int i = 0; i < length; i++) {
                vectors.data().put(i * length + i, 1);
            }
            try (OnnxGraph engine =
                    OnnxGraph.loadUnoptimised(name, resize.build().toByteArray(), Device.cpu(1))) {
                FloatTensor images = engine.run(Map.of("basis", vectors)).get("images");
                double[] matrix = new double[images.data().remaining()];
                for (int i = 0; i < matrix.length; i++) {
                    matrix[i] = images.data().get(i);
                }
                return matrix;
            }
        });
    }
}
