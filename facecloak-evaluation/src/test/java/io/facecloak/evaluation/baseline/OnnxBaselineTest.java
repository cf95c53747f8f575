package io.facecloak.evaluation.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.face.AlignedFace;
import io.facecloak.face.Face;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.InputSpec;
import io.facecloak.onnx.InputSpec.ColourOrder;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.recogniser.LayerActivations;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods that need a graph, on graphs of the same shape that are small. */
class OnnxBaselineTest {

    private static final Face FACE = FixedModels.face(30, 40, 50);

    @Test
    void aGeneratorsChangeArrivesOnTheFaceAndNowhereElse() {
        // Adds 0.1 in [-1, 1], which is 12.75 levels, to the first plane: blue in BGR.
        InputSpec spec = InputSpec.arcface().withSize(64).withOrder(ColourOrder.BGR);
        try (OnnxProtector generator = OnnxProtector.of("gan", generator(64), spec, Device.cpu(1))) {
            BufferedImage before = FixedModels.picture(260, 260, 4);
            BufferedImage after = generator.protectorOf("ann", List.of()).protect(before, FACE);
            int changed = 0;
            for (int y = 0; y < 260; y++) {
                for (int x = 0; x < 260; x++) {
                    int a = before.getRGB(x, y);
                    int b = after.getRGB(x, y);
                    assertEquals(a & 0xffff00, b & 0xffff00);
                    int change = (b & 0xff) - (a & 0xff);
                    assertTrue(change == 0 || change == 13 || change == 12, "change of " + change);
                    changed += change != 0 ? 1 : 0;
                }
            }
            double side = 112 * 50 / 35.2375;
            assertEquals(side * side, changed, 0.06 * side * side);
        }
    }

    @Test
    void otherGraphsAreRefused() {
        assertThrows(
                ModelException.class,
                () -> OnnxProtector.of("gan", generator(64), InputSpec.arcface().withSize(128), Device.cpu(1)));
        byte[] vector = model(
                (graph, x) -> graph.node("Flatten", List.of(x), Attributes.of("axis", 1)), new long[] {-1, 192}, 8);
        assertThrows(
                ModelException.class,
                () -> OnnxProtector.of("gan", vector, InputSpec.arcface().withSize(16), Device.cpu(1)));
    }

    @Test
    void gdUapMakesTheLayersRespondStrongerWithoutAnyFace(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("tiny.onnx"), recogniser());
        Budget budget = new Budget(10 / 255.0, 2 / 255.0, 8);
        try (LayerActivations network = LayerActivations.open(file, Device.cpu(1))) {
            assertEquals(2, network.layers());
            float[] delta =
                    new GdUap(budget, List.of(network)).perturbation(List.of(), List.of(), new SplittableRandom(1));
            float[] start = budget.randomStart(delta.length, 1, new SplittableRandom(1));
            assertTrue(loudness(network, delta) > loudness(network, start) + 0.2);
            for (float value : delta) {
                assertTrue(Math.abs(value) <= 10 / 255.0 + 1e-7);
            }
        }
    }

    @Test
    void theGradientOfTheActivationsIsThatOfFiniteDifferences(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("tiny.onnx"), recogniser());
        try (LayerActivations network = LayerActivations.open(file, Device.cpu(1))) {
            float[] point = AlignedFace.of(FixedModels.picture(112, 112, 3)).toArray();
            float[] gradient = network.respond(AlignedFace.of(112, point)).gradient();
            Random random = new Random(2);
            float[] direction = new float[point.length];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = (float) random.nextGaussian();
            }
            double h = 1e-3;
            double numeric = (total(network, point, direction, h) - total(network, point, direction, -h)) / (2 * h);
            double analytic = 0;
            for (int i = 0; i < direction.length; i++) {
                analytic += (double) gradient[i] * direction[i];
            }
            assertEquals(numeric, analytic, 0.02 * Math.abs(numeric) + 1e-3);
        }
    }

    private static double total(LayerActivations network, float[] point, float[] direction, double h) {
        float[] moved = point.clone();
        PixelGradients.addScaled(moved, direction, h);
        return sum(network.respond(AlignedFace.of(112, moved)).logNorms());
    }

    private static double loudness(LayerActivations network, float[] delta) {
        float[] grey = new float[delta.length];
        Arrays.fill(grey, 0.5f);
        return sum(network.respond(AlignedFace.of(112, grey).plus(delta)).logNorms());
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    private static byte[] generator(int size) {
        return model(
                (graph, x) -> graph.add(x, graph.reals(new double[] {0.1, 0, 0}, 3, 1, 1)),
                new long[] {-1, 3, size, size},
                size);
    }

    private static byte[] recogniser() {
        return model(
                (graph, x) -> {
                    Random random = new Random(7);
                    String first = graph.unary(
                            "Relu",
                            graph.node(
                                    "Conv",
                                    List.of(x, weights(graph, random, 8, 3, 3, 3)),
                                    Attributes.of("strides", new long[] {4, 4}),
                                    Attributes.of("pads", new long[] {1, 1, 1, 1})));
                    String second = graph.node(
                            "PRelu",
                            List.of(
                                    graph.node(
                                            "Conv",
                                            List.of(first, weights(graph, random, 8, 8, 3, 3)),
                                            Attributes.of("strides", new long[] {7, 7})),
                                    weights(graph, random, 8, 1, 1)));
                    String rows = graph.node("Flatten", List.of(second), Attributes.of("axis", 1));
                    return graph.matMul(rows, weights(graph, random, 128, 24));
                },
                new long[] {-1, 24},
                112);
    }

    private static String weights(GraphBuilder graph, Random random, long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count *= (int) dimension;
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian() * 0.3;
        }
        return graph.reals(values, shape);
    }

    private static byte[] model(BiFunction<GraphBuilder, String, String> body, long[] output, int size) {
        ModelProto empty = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(GraphProto.newBuilder().setName("tiny"))
                .build();
        GraphBuilder graph = new GraphBuilder(empty, DataType.FLOAT);
        String x = graph.input("x", -1, 3, size, size);
        graph.output("y", body.apply(graph, x), output);
        return graph.build().toByteArray();
    }
}
