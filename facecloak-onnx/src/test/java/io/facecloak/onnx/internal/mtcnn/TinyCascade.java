package io.facecloak.onnx.internal.mtcnn;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A cascade whose "face" is a bright square that fills the middle two thirds of its dark surroundings: every network is one
 * convolution over its window, with fixed landmarks from O-Net.
 */
public final class TinyCascade {

    /** Landmarks as parts of the box: five x, then five y. */
    public static final float[] LANDMARKS = {0.3f, 0.7f, 0.5f, 0.35f, 0.65f, 0.4f, 0.4f, 0.6f, 0.8f, 0.8f};

    private TinyCascade() {}

    /** Writes pnet.onnx, rnet.onnx and onet.onnx. */
    public static Path write(Path directory) throws IOException {
        Files.write(directory.resolve("pnet.onnx"), network(12, false));
        Files.write(directory.resolve("rnet.onnx"), network(24, false));
        Files.write(directory.resolve("onet.onnx"), network(48, true));
        return directory;
    }

    /** A model with one input [N, 3, 112, 112] and one output of 8 values: a recogniser's shape. */
    public static byte[] recogniser() {
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("recogniser");
        graph.addInput(value("input", -1, 3, 112, 112));
        addHead(graph, "embedding", new float[8 * 3 * 112 * 112], new float[8], 112, false, false);
        return model(graph);
    }

    private static byte[] network(int side, boolean landmarks) {
        boolean slides = side == 12;
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("tiny" + side);
        graph.addInput(slides ? value("input", -1, 3, -1, -1) : value("input", -1, 3, side, side));
        addHead(graph, "prob", squareFilter(side), new float[] {0, -8}, side, slides, true);
        addHead(graph, "reg", new float[4 * 3 * side * side], new float[4], side, slides, false);
        if (landmarks) {
            addHead(graph, "landmarks", new float[10 * 3 * side * side], LANDMARKS, side, slides, false);
        }
        return model(graph);
    }

    /** Responds with +20 where the middle is white (+1) and the border black (−1), and with less to anything else. */
    private static float[] squareFilter(int side) {
        int plane = side * side;
        float[] weights = new float[2 * 3 * plane];
        int margin = side / 6;
        int inner = side - 2 * margin;
        for (int i = 0; i < plane; i++) {
            int x = i % side;
            int y = i / side;
            boolean inside = x >= margin && y >= margin && x < side - margin && y < side - margin;
            for (int c = 0; c < 3; c++) {
                weights[(3 + c) * plane + i] = (inside ? 10f / (inner * inner) : -10f / (plane - inner * inner)) / 3;
            }
        }
        return weights;
    }

    private static OnnxMl.AttributeProto integers(String name, Long... values) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INTS)
                .addAllInts(List.of(values))
                .build();
    }

    private static void addHead(
            OnnxMl.GraphProto.Builder graph,
            String name,
            float[] weights,
            float[] bias,
            int side,
            boolean slides,
            boolean softmax) {
        graph.addInitializer(tensor(name + ".weight", weights, bias.length, 3, side, side));
        graph.addInitializer(tensor(name + ".bias", bias, bias.length));
        String raw = softmax || !slides ? name + ".conv" : name;
        // As many rows and columns as P-Net, whose pooling rounds up.
        long padding = slides ? 1 : 0;
        graph.addNode(OnnxMl.NodeProto.newBuilder()
                .setOpType("Conv")
                .addAllInput(List.of("input", name + ".weight", name + ".bias"))
                .addOutput(raw)
                .addAttribute(integers("strides", 2L, 2L))
                .addAttribute(integers("pads", 0L, 0L, padding, padding)));
        String scores = raw;
        if (!slides) {
            scores = softmax ? name + ".flat" : name;
            graph.addNode(OnnxMl.NodeProto.newBuilder()
                    .setOpType("Flatten")
                    .addInput(raw)
                    .addOutput(scores));
        }
        if (softmax) {
            graph.addNode(OnnxMl.NodeProto.newBuilder()
                    .setOpType("Softmax")
                    .addInput(scores)
                    .addOutput(name)
                    .addAttribute(OnnxMl.AttributeProto.newBuilder()
                            .setName("axis")
                            .setType(OnnxMl.AttributeProto.AttributeType.INT)
                            .setI(1)));
        }
        graph.addOutput(slides ? value(name, -1, bias.length, -1, -1) : value(name, -1, bias.length));
    }

    private static byte[] model(OnnxMl.GraphProto.Builder graph) {
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(7)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static OnnxMl.TensorProto tensor(String name, float[] values, long... shape) {
        OnnxMl.TensorProto.Builder tensor =
                OnnxMl.TensorProto.newBuilder().setName(name).setDataType(OnnxMl.TensorProto.DataType.FLOAT_VALUE);
        for (long dimension : shape) {
            tensor.addDims(dimension);
        }
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return tensor.build();
    }

    private static OnnxMl.ValueInfoProto value(String name, long... shape) {
        OnnxMl.TensorShapeProto.Builder dimensions = OnnxMl.TensorShapeProto.newBuilder();
        for (int i = 0; i < shape.length; i++) {
            OnnxMl.TensorShapeProto.Dimension.Builder dimension = OnnxMl.TensorShapeProto.Dimension.newBuilder();
            dimensions.addDim(shape[i] < 0 ? dimension.setDimParam(name + i) : dimension.setDimValue(shape[i]));
        }
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(OnnxMl.TensorProto.DataType.FLOAT_VALUE)
                                .setShape(dimensions)))
                .build();
    }
}
