package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.onnx.InputSpec.InputCrop;
import io.facecloak.onnx.internal.gradient.GradientGraph;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.recogniser.EmbeddingGraph;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of every size from 32 to 384 pixels get their pictures, and aligned faces their gradients. */
class InputSizesTest {

    private static final int IMAGE = 3 * 112 * 112;
    private static final int DIMENSION = 16;

    @ParameterizedTest
    @ValueSource(strings = {"aligned", "dlib", "tight"})
    void theGradientIsThatOfTheEmbeddings(String crop) {
        InputSpec spec = InputSpec.arcface()
                .withCrop(
                        switch (crop) {
                            case "dlib" -> InputCrop.DLIB;
                            case "tight" -> InputCrop.withMargin(-0.1);
                            default -> InputCrop.ALIGNED;
                        });
        int step = crop.equals("aligned") ? 1 : 7;
        for (int size = 32; size <= 384; size += step) {
            requireGradient(spec.withSize(size));
        }
    }

    private static void requireGradient(InputSpec spec) {
        ModelProto composed = EmbeddingGraph.compose("sized", network(spec.size()), spec);
        byte[] differentiated = GradientGraph.differentiate("sized", composed).toByteArray();
        Random random = new Random(spec.size());
        FloatTensor face = FloatTensor.allocate(1, 3, 112, 112);
        for (int i = 0; i < IMAGE; i++) {
            face.data().put(i, random.nextFloat());
        }
        FloatTensor cotangent = FloatTensor.allocate(1, DIMENSION);
        for (int i = 0; i < DIMENSION; i++) {
            cotangent.data().put(i, (float) random.nextGaussian());
        }
        try (OnnxGraph graph = OnnxGraph.loadUnoptimised("sized", differentiated, Device.cpu(1))) {
            FloatBuffer gradient =
                    run(graph, face, cotangent).get(GradientGraph.GRADIENT).data();
            double step = 1e-2;
            FloatTensor above = FloatTensor.allocate(1, 3, 112, 112);
            FloatTensor below = FloatTensor.allocate(1, 3, 112, 112);
            double slope = 0;
            for (int i = 0; i < IMAGE; i++) {
                // Along the gradient for the most part, so that the change stands out of float32 noise.
                float direction = Math.signum(gradient.get(i)) * random.nextFloat();
                above.data().put(i, (float) (face.data().get(i) + step * direction));
                below.data().put(i, (float) (face.data().get(i) - step * direction));
                slope += (double) direction * gradient.get(i);
            }
            double difference = (loss(graph, above, cotangent) - loss(graph, below, cotangent)) / (2 * step);
            assertEquals(slope, difference, 1e-2 * Math.abs(slope), () -> spec.describe());
        }
    }

    private static Map<String, FloatTensor> run(OnnxGraph graph, FloatTensor face, FloatTensor cotangent) {
        return graph.run(Map.of(EmbeddingGraph.FACES, face, GradientGraph.COTANGENT, cotangent));
    }

    private static double loss(OnnxGraph graph, FloatTensor face, FloatTensor cotangent) {
        FloatBuffer embedding =
                run(graph, face, cotangent).get(EmbeddingGraph.EMBEDDINGS).data();
        double sum = 0;
        for (int i = 0; i < DIMENSION; i++) {
            sum += (double) embedding.get(i) * cotangent.data().get(i);
        }
        return sum;
    }

    /** A network that takes no picture of another size. */
    private static ModelProto network(int size) {
        int side = (size - 3) / 2 + 1;
        return TinyModels.model(
                17,
                DataType.FLOAT,
                (graph, x) -> {
                    Random random = new Random(1);
                    String maps = graph.unary(
                            "Sigmoid",
                            graph.node(
                                    "Conv",
                                    List.of(x, reals(graph, random, 4, 3, 3, 3)),
                                    Attributes.of("strides", new long[] {2, 2})));
                    String weighted = graph.mul(maps, reals(graph, random, 1, 1, side, side));
                    String pooled = graph.node("Flatten", List.of(graph.unary("GlobalAveragePool", weighted)));
                    return graph.matMul(pooled, reals(graph, random, 4, DIMENSION));
                },
                -1,
                3,
                size,
                size);
    }

    private static String reals(GraphBuilder graph, Random random, long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count *= (int) dimension;
        }
        return graph.reals(random.doubles(count, -0.5, 1).toArray(), shape);
    }

    /** The engine's own bilinear resizing is the measure. */
    @Test
    void allOfAlignedSpaceIsResizedBilinearly() {
        Random random = new Random(2);
        FloatTensor row = FloatTensor.allocate(1, 1, 1, 112);
        for (int i = 0; i < 112; i++) {
            row.data().put(i, random.nextFloat());
        }
        byte[] resizes = TinyModels.model(17, DataType.FLOAT, InputSizesTest::allSizes, 1, 1, 1, 112)
                .toByteArray();
        try (OnnxGraph engine = OnnxGraph.load("resizes", resizes, Device.cpu(1))) {
            FloatBuffer expected = engine.run(Map.of("x", row)).get("y").data();
            for (int size = 32; size <= 384; size++) {
                double[] rows = InputCrop.ALIGNED.rows(size);
                double[] columns = InputCrop.ALIGNED.columns(size);
                for (int i = 0; i < size; i++) {
                    double value = 0;
                    for (int k = 0; k < 112; k++) {
                        value += rows[i * 112 + k] * row.data().get(k);
                        assertEquals(rows[i * 112 + k], columns[k * size + i]);
                    }
                    assertEquals(expected.get(), value, 1e-5);
                }
            }
        }
    }

    private static String allSizes(GraphBuilder graph, String x) {
        List<String> results = new ArrayList<>();
        for (int size = 32; size <= 384; size++) {
            results.add(graph.node(
                    "Resize", List.of(x, "", "", graph.longs(1, 1, 1, size)), Attributes.of("mode", "linear")));
        }
        return graph.node("Concat", results, Attributes.of("axis", 3));
    }
}
