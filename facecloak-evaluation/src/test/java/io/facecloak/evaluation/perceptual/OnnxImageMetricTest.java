package io.facecloak.evaluation.perceptual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.reading.ModelBudget;
import io.facecloak.testing.FixedModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs of the metrics' shape whose answer is known. */
class OnnxImageMetricTest {

    private static final Device CPU = Device.cpu(1);

    @Test
    void everyMetricGetsItsRangeAndTheReferenceFirst() {
        BufferedImage white = filled(300, 280, 0xffffff);
        BufferedImage black = filled(300, 280, 0);
        assertEquals(2, measured(PerceptualMetric.LPIPS, difference(-1, -1), white, black), 1e-5);
        assertEquals(1, measured(PerceptualMetric.DISTS, difference(-1, -1), white, black), 1e-5);
        assertEquals(1, measured(PerceptualMetric.DREAMSIM, difference(224, 224), white, black), 1e-5);
        assertEquals(-1, measured(PerceptualMetric.DISTS, difference(-1, -1), black, white), 1e-5);
        assertEquals(-1, measured(PerceptualMetric.LPIPS, first(), black, black), 1e-5);
        assertEquals(0, measured(PerceptualMetric.DISTS, first(), black, black), 1e-5);
    }

    @Test
    void planesAreRedGreenBlue() {
        byte[] red = model(
                -1,
                -1,
                (graph, a, b) -> graph.reduce(
                        "ReduceMean", graph.mul(a, graph.reals(new double[] {3, 0, 0}, 3, 1, 1)), false, 1, 2, 3));
        assertEquals(1, measured(PerceptualMetric.DISTS, red, filled(20, 20, 0xff0000), filled(20, 20, 0)), 1e-5);
        assertEquals(0, measured(PerceptualMetric.DISTS, red, filled(20, 20, 0x00ffff), filled(20, 20, 0)), 1e-5);
    }

    @Test
    void everyMetricGetsItsSize() {
        BufferedImage picture = FixedModels.picture(600, 320, 3);
        assertEquals(320 * 1000 + 600, measured(PerceptualMetric.LPIPS, size(), picture, picture));
        assertEquals(256 * 1000 + 480, measured(PerceptualMetric.DISTS, size(), picture, picture));
        assertEquals(224 * 1000 + 224, measured(PerceptualMetric.DREAMSIM, size(), picture, picture));
        BufferedImage small = FixedModels.picture(112, 112, 3);
        assertEquals(112 * 1000 + 112, measured(PerceptualMetric.DISTS, size(), small, small));
        // A graph that was exported for one size gets that size.
        assertEquals(0, measured(PerceptualMetric.LPIPS, difference(64, 96), picture, picture));
    }

    @Test
    void resizingIsPillows() {
        int[] line = {10, 200, 30, 90, 250, 0, 120, 60, 5, 180};
        assertArrayEquals(new int[] {96, 116, 85, 78}, resized(FilteredResize.BILINEAR, line, 4));
        assertArrayEquals(new int[] {90, 124, 81, 80}, resized(FilteredResize.BICUBIC, line, 4));
        assertArrayEquals(
                new int[] {10, 134, 128, 42, 88, 207, 125, 32, 118, 72, 28, 66, 180},
                resized(FilteredResize.BILINEAR, line, 13));
        assertArrayEquals(
                new int[] {1, 148, 142, 26, 86, 234, 128, 10, 121, 74, 12, 60, 189},
                resized(FilteredResize.BICUBIC, line, 13));
    }

    @Test
    void wrongPicturesAndGraphsAreNamed() {
        byte[] good = difference(-1, -1);
        try (OnnxImageMetric metric = OnnxImageMetric.of(PerceptualMetric.LPIPS, good, CPU)) {
            assertEquals("LPIPS", metric.name());
            assertThrows(IllegalArgumentException.class, () -> metric.of(filled(20, 20, 0), filled(20, 21, 0)));
            try (OnnxImageMetric other = OnnxImageMetric.of(PerceptualMetric.LPIPS, first(), CPU)) {
                assertNotEquals(metric.fingerprint(), other.fingerprint());
            }
        }
        OnnxImageMetric closed = OnnxImageMetric.of(PerceptualMetric.LPIPS, good, CPU);
        closed.close();
        closed.close();
        assertThrows(IllegalStateException.class, () -> closed.of(filled(20, 20, 0), filled(20, 20, 0)));
        byte[] map = model(-1, -1, (graph, a, b) -> graph.sub(a, b));
        try (OnnxImageMetric metric = OnnxImageMetric.of(PerceptualMetric.LPIPS, map, CPU)) {
            assertThrows(ModelException.class, () -> metric.of(filled(20, 20, 0), filled(20, 20, 0)));
        }
        GraphBuilder single = empty();
        single.output("y", single.unary("Abs", single.input("x", -1, 3, -1, -1)));
        assertThrows(
                ModelException.class,
                () -> OnnxImageMetric.of(PerceptualMetric.LPIPS, single.build().toByteArray(), CPU));
    }

    @Test
    void readingAGraphSpendsTheBudgetOfModels(@TempDir Path folder) throws IOException {
        byte[] chain = model(-1, -1, (graph, a, b) -> {
            String value = graph.sub(a, b);
            for (int i = 0; i < 20_000; i++) {
                value = graph.unary("Abs", value);
            }
            return value;
        });
        Path model = Files.write(folder.resolve("lpips.onnx"), chain);
        System.setProperty(ModelBudget.PROPERTY, "0");
        try {
            ModelException e =
                    assertThrows(ModelException.class, () -> OnnxImageMetric.open(PerceptualMetric.LPIPS, model, CPU));
            assertTrue(e.getMessage().contains("takes more than 0 seconds"), e.getMessage());
            assertTrue(e.getMessage().contains("lpips.onnx"), e.getMessage());
        } finally {
            System.clearProperty(ModelBudget.PROPERTY);
        }
    }

    private static double measured(PerceptualMetric kind, byte[] model, BufferedImage reference, BufferedImage test) {
        try (OnnxImageMetric metric = OnnxImageMetric.of(kind, model, CPU)) {
            return metric.of(reference, test);
        }
    }

    private static byte[] difference(long height, long width) {
        return model(height, width, (graph, a, b) -> graph.reduce("ReduceMean", graph.sub(a, b), false, 1, 2, 3));
    }

    private static byte[] first() {
        return model(
                -1,
                -1,
                (graph, a, b) ->
                        graph.reduce("ReduceMean", graph.add(a, graph.mul(b, graph.scalar(0))), false, 1, 2, 3));
    }

    /** Height times 1000 plus width: ones of the first plane are summed. */
    private static byte[] size() {
        return model(-1, -1, (graph, a, b) -> {
            String ones = graph.add(
                    graph.mul(graph.sub(a, b), graph.scalar(0)), graph.reals(new double[] {1, 0, 0}, 3, 1, 1));
            String columns = graph.reduce("ReduceMax", graph.reduce("ReduceSum", ones, true, 1, 3), true, 2);
            String rows = graph.reduce("ReduceMax", graph.reduce("ReduceSum", ones, true, 1, 2), true, 3);
            return graph.add(graph.mul(rows, graph.scalar(1000)), columns);
        });
    }

    private interface Body {
        String of(GraphBuilder graph, String a, String b);
    }

    private static byte[] model(long height, long width, Body body) {
        GraphBuilder graph = empty();
        String a = graph.input("reference", -1, 3, height, width);
        String b = graph.input("test", -1, 3, height, width);
        graph.output("distance", body.of(graph, a, b));
        return graph.build().toByteArray();
    }

    private static GraphBuilder empty() {
        return new GraphBuilder(
                ModelProto.newBuilder()
                        .setIrVersion(8)
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .setGraph(GraphProto.newBuilder().setName("tiny"))
                        .build(),
                DataType.FLOAT);
    }

    private static int[] resized(FilteredResize filter, int[] line, int length) {
        BufferedImage row = new BufferedImage(line.length, 1, BufferedImage.TYPE_INT_RGB);
        BufferedImage column = new BufferedImage(1, line.length, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < line.length; i++) {
            row.setRGB(i, 0, line[i] * 0x010101);
            column.setRGB(0, i, line[i] * 0x010101);
        }
        BufferedImage wide = filter.to(row, length, 1);
        BufferedImage high = filter.to(column, 1, length);
        int[] result = new int[length];
        for (int i = 0; i < length; i++) {
            result[i] = wide.getRGB(i, 0) & 0xff;
            assertEquals(wide.getRGB(i, 0), high.getRGB(0, i));
        }
        return result;
    }

    private static BufferedImage filled(int width, int height, int rgb) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, rgb);
            }
        }
        return picture;
    }
}
