package io.facecloak.onnx.internal.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.operator.GradientLayout;
import io.facecloak.onnx.internal.reading.ModelReader;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.GraphCache;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import io.facecloak.onnx.internal.runtime.TestDevice;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachedGradientTest {

    private static final int SIZE = 32;
    private static final long BOUND = 1L << 30;
    private static final String KEY = GraphCache.key("gradient", "of the network");

    @TempDir
    private Path folder;

    private static ModelProto network() {
        ModelProto model = TinyModels.model(17, DataType.FLOAT, Architectures::mobileFaceNet, -1, 3, SIZE, SIZE);
        return ModelReader.read("network", model.toByteArray());
    }

    private GraphCache cache() {
        return GraphCache.in(folder.resolve("graphs"), BOUND);
    }

    private static float[] gradient(GraphCache cache) {
        try (OnnxGraph graph = cache.load(KEY, "network", CachedGradientTest::combined, TestDevice.get())) {
            return gradient(graph);
        }
    }

    private static byte[] combined() {
        return differentiated().toByteArray();
    }

    private static ModelProto differentiated() {
        return GradientGraph.differentiate("network", network(), GradientLayout.of(TestDevice.get()));
    }

    private static float[] gradient(OnnxGraph graph) {
        FloatTensor faces = gaussian(1, 2, 3, SIZE, SIZE);
        FloatTensor cotangents = gaussian(2, 2, Architectures.DIMENSION);
        FloatBuffer result = graph.run(Map.of("x", faces, GradientGraph.COTANGENT, cotangents))
                .get(GradientGraph.GRADIENT)
                .data();
        float[] values = new float[result.remaining()];
        result.get(values);
        return values;
    }

    private static FloatTensor gaussian(long seed, long... shape) {
        Random random = new Random(seed);
        FloatTensor tensor = FloatTensor.allocate(shape);
        for (int i = 0; i < tensor.data().capacity(); i++) {
            tensor.data().put(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> children = Files.list(folder.resolve("graphs"))) {
            return children.filter(Files::isDirectory).toList();
        }
    }

    @Test
    void theSecondLoadTakesTheFirstOnesFiles() throws IOException {
        float[] plain = gradient(GraphCache.none());
        float[] cold = gradient(cache());
        Path graph = entries().get(0).resolve("graph.onnx");
        FileTime longAgo = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(graph, longAgo);
        float[] warm = gradient(cache());

        assertArrayEquals(cold, warm);
        assertArrayEquals(plain, warm, 1e-5f);
        assertEquals(1, entries().size());
        assertEquals(longAgo, Files.getLastModifiedTime(graph));
    }

    /** The weights lie beside the graph, so that the engine can map them, and those of convolutions are flipped already. */
    @Test
    void nothingIsLeftToComputeFromConstants() throws IOException {
        gradient(cache());
        Path entry = entries().get(0);
        ModelProto cached = ModelReader.parse(entry.resolve("graph.onnx"));

        assertTrue(Files.size(entry.resolve("graph.onnx.weights")) > 0);
        assertFalse(computesFromConstants(cached));
        assertTrue(computesFromConstants(differentiated()));
    }

    private static boolean computesFromConstants(ModelProto model) {
        Set<String> constants = model.getGraph().getInitializerList().stream()
                .map(TensorProto::getName)
                .collect(Collectors.toSet());
        return model.getGraph().getNodeList().stream().anyMatch(node -> constants.containsAll(node.getInputList()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"graph.onnx", "graph.onnx.weights"})
    void damagedFilesAreMadeAgain(String file) throws IOException {
        float[] cold = gradient(cache());
        Path damaged = entries().get(0).resolve(file);
        byte[] bad = Files.readAllBytes(damaged);
        bad[bad.length / 2] ^= 1;
        Files.write(damaged, bad);

        assertArrayEquals(cold, gradient(cache()));
        assertFalse(Arrays.equals(bad, Files.readAllBytes(damaged)));
    }

    @Test
    void withoutAUsableFolderTheGraphIsMadeAnew() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        GraphCache unusable = GraphCache.in(file, BOUND);
        assertArrayEquals(gradient(GraphCache.none()), gradient(unusable));

        GraphCache tooSmall = GraphCache.in(folder.resolve("graphs"), 100);
        assertArrayEquals(gradient(GraphCache.none()), gradient(tooSmall));
        assertEquals(List.of(), entries());
    }

    @Test
    void whatCannotBeDifferentiatedIsSaidAndNotKept() throws IOException {
        ModelProto steps = ModelReader.read(
                "steps",
                TinyModels.model(17, DataType.FLOAT, (graph, x) -> graph.unary("Round", x), -1, 8)
                        .toByteArray());
        ModelException e = assertThrows(ModelException.class, () -> cache().load(
                        KEY,
                        "steps",
                        () -> GradientGraph.differentiate("steps", steps).toByteArray(),
                        TestDevice.get()));
        assertTrue(e.getMessage().contains("Round"), e.getMessage());
        assertEquals(List.of(), entries());
    }
}
