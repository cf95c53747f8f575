package io.facecloak.onnx.internal.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.InputSpec.ColourOrder;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.inspect.ModelReport.OperatorUse;
import io.facecloak.onnx.internal.recogniser.InputConvention.Origin;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelInspectorTest {

    @TempDir
    Path folder;

    private ModelReport inspect(String name, ModelProto model) throws IOException {
        return ModelInspector.inspect(Files.write(folder.resolve(name), model.toByteArray()));
    }

    private static ModelProto network(BiFunction<GraphBuilder, String, String> body, long... shape) {
        return TinyModels.model(17, DataType.FLOAT, body, shape);
    }

    /** A convolution of stride 2, a pooled map, a linear layer; everything after the map passes through {@code last}. */
    private static ModelProto recogniser(String last) {
        return network(
                (graph, x) -> {
                    String map = graph.node(
                            "Conv",
                            List.of(x, graph.filled(0.1, 32, 3, 3, 3)),
                            Attributes.of("strides", new long[] {2, 2}),
                            Attributes.of("pads", new long[] {1, 1, 1, 1}));
                    String pooled = graph.node("Flatten", List.of(graph.unary("GlobalAveragePool", map)));
                    return graph.unary(last, graph.matMul(pooled, graph.filled(0.1, 32, 64)));
                },
                -1,
                3,
                112,
                112);
    }

    @Test
    void reportsWhatTheFileHolds() throws IOException {
        ModelReport report = inspect("adaface_small.onnx", recogniser("Relu"));

        assertEquals("adaface_small.onnx", report.name());
        assertEquals(Map.of("ai.onnx", 17L), report.operatorSets());
        assertEquals("x float32 [N, 3, 112, 112]", report.inputs().get(0).toString());
        assertEquals("y", report.outputs().get(0).name());
        assertEquals(32 * 27 + 32 * 64, report.weights().parameters());
        assertEquals(Map.of("float32", 32L * 27 + 32 * 64), report.weights().types());
        assertEquals(Map.of(), report.weights().files());
        assertEquals(56 * 56 * 32 * 27 + 32 * 64, report.multiplyAdds());
        assertEquals(0, report.unknownWork());
        assertEquals(Origin.PRESET, report.convention().orElseThrow().origin());
        assertEquals(ColourOrder.BGR, report.convention().orElseThrow().spec().order());
        assertTrue(report.gradient().exists());
        assertTrue(report.operators().contains(new OperatorUse("ai.onnx", "Conv", 1, 1, 0)));

        String text = report.toString();
        for (String part : List.of("adaface_small", "x float32 [N, 3, 112, 112]", "BGR", "Conv", "gradient", "yes")) {
            assertTrue(text.contains(part), text);
        }
    }

    /** A product of three is one of two, and then another. */
    @Test
    void countsTheWorkOfEinsum() throws IOException {
        assertEquals(16 * 8 * 4, einsum("bij,jk->bik", 8, 4).multiplyAdds());
        assertEquals(16 * 8 * 4 + 16 * 4 * 5, einsum("bij,jk,kl->bil", 8, 4, 5).multiplyAdds());
        assertEquals(0, einsum("bij->bj", 8).multiplyAdds());
        ModelReport ellipsis = einsum("...j,jk->...k", 8, 4);
        assertEquals(0, ellipsis.multiplyAdds());
        assertEquals(1, ellipsis.unknownWork());
    }

    /** Of a [1, 16, 8] input and matrices whose sides follow each other. */
    private ModelReport einsum(String equation, int... sides) throws IOException {
        return inspect(
                "einsum.onnx",
                network(
                        (graph, x) -> {
                            List<String> operands = new ArrayList<>(List.of(x));
                            for (int i = 1; i < sides.length; i++) {
                                operands.add(graph.filled(0.1, sides[i - 1], sides[i]));
                            }
                            return graph.node("Einsum", operands, Attributes.of("equation", equation));
                        },
                        1,
                        16,
                        8));
    }

    @Test
    void namesWhatTheGradientCannotPassButNotWhatLiesBeside() throws IOException {
        ModelReport report = inspect("steps.onnx", recogniser("Round"));
        assertFalse(report.gradient().exists());
        assertEquals(1, report.gradient().reasons().size());
        assertTrue(report.gradient().reasons().get(0).contains("(Round, domain ai.onnx)"));
        OperatorUse round = report.operators().stream()
                .filter(use -> use.operator().equals("Round"))
                .findFirst()
                .orElseThrow();
        assertFalse(round.isDifferentiable());
        assertTrue(report.toString().contains("no gradient"), report.toString());

        ModelProto.Builder more = recogniser("Relu").toBuilder();
        more.getGraphBuilder()
                .addNode(NodeProto.newBuilder().setOpType("Round").addInput("x").addOutput("rounded"));
        ModelReport harmless = inspect("beside.onnx", more.build());
        assertTrue(harmless.gradient().exists());
        assertTrue(harmless.operators().contains(new OperatorUse("ai.onnx", "Round", 1, 0, 0)));
    }

    @Test
    void takesModelsThatAreNoRecognisers() throws IOException {
        ModelReport vectors = inspect("v.onnx", network((graph, x) -> graph.unary("Tanh", x), -1, 512));
        assertTrue(vectors.convention().isEmpty());
        assertTrue(vectors.gradient().exists());
        assertTrue(vectors.objection().orElseThrow().contains("is not a face recogniser: its input x is not"));
        assertTrue(vectors.toString().contains(vectors.objection().orElseThrow()), vectors.toString());

        ModelReport two =
                inspect("two.onnx", network((graph, x) -> graph.add(x, graph.input("other", -1, 512)), -1, 512));
        assertFalse(two.gradient().exists());
        assertTrue(two.gradient().reasons().get(0).contains("one input"), two.toString());
        assertTrue(two.objection().orElseThrow().contains("it has 2 inputs"), two.toString());

        ModelReport maps = inspect("maps.onnx", network((graph, x) -> graph.unary("Tanh", x), -1, 3, 112, 112));
        assertTrue(maps.objection().orElseThrow().contains("values per face"));

        ModelReport brief = inspect(
                "short.onnx",
                network(
                        (graph, x) -> graph.matMul(graph.node("Flatten", List.of(x)), graph.filled(1, 3 * 16 * 16, 2)),
                        -1,
                        3,
                        16,
                        16));
        assertTrue(brief.objection().orElseThrow().contains("its first output has 2 values per face"));

        Files.writeString(folder.resolve("other.properties"), "size=160");
        ModelReport other = inspect("other.onnx", recogniser("Relu"));
        assertTrue(other.objection().orElseThrow().contains("but its input convention says 160"), other.toString());

        ModelReport foreign = inspect("f.onnx", foreignOperator());
        assertFalse(foreign.gradient().exists());
        assertTrue(
                foreign.gradient().reasons().get(0).contains("Twist of the unknown domain our.own"),
                foreign.toString());
        assertTrue(foreign.toString().contains("our.own.Twist"), foreign.toString());
        assertTrue(foreign.objection().isPresent(), foreign.toString());
    }

    private static ModelProto foreignOperator() {
        ModelProto.Builder model = network((graph, x) -> graph.unary("Twist", x), -1, 512).toBuilder();
        model.getGraphBuilder().getNodeBuilder(0).setDomain("our.own");
        return model.build();
    }

    @Test
    void namesWeightFilesThereOrMissing() throws IOException {
        ModelProto.Builder model = recogniser("Relu").toBuilder();
        TensorProto weights = model.getGraph().getInitializer(1);
        model.getGraphBuilder()
                .setInitializer(
                        1,
                        weights.toBuilder()
                                .clearRawData()
                                .setDataLocation(DataLocation.EXTERNAL)
                                .addExternalData(StringStringEntryProto.newBuilder()
                                        .setKey("location")
                                        .setValue("weights.bin")));
        ModelReport missing = inspect("external.onnx", model.build());
        assertEquals(Map.of("weights.bin", -1L), missing.weights().files());
        assertEquals(32 * 27 + 32 * 64, missing.weights().parameters());
        assertFalse(missing.gradient().exists());
        assertTrue(missing.gradient().reasons().get(0).contains("weights.bin"), missing.toString());

        Files.write(folder.resolve("weights.bin"), weights.getRawData().toByteArray());
        ModelReport there = inspect("external.onnx", model.build());
        assertEquals(
                Map.of("weights.bin", (long) weights.getRawData().size()),
                there.weights().files());
        assertTrue(there.gradient().exists(), there.toString());
    }

    @Test
    void namesTheTypesOfWeights() throws IOException {
        ModelProto.Builder model = recogniser("Relu").toBuilder();
        model.getGraphBuilder()
                .setInitializer(
                        1,
                        model.getGraph().getInitializer(1).toBuilder()
                                .setDataType(DataType.FLOAT16_VALUE)
                                .setRawData(ByteString.copyFrom(ByteBuffer.allocate(2 * 32 * 64))));
        ModelReport report = inspect("half.onnx", model.build());
        assertEquals(
                Map.of("float16", 32L * 64, "float32", 32L * 27),
                report.weights().types());
        assertTrue(report.toString().contains("float16 2048"), report.toString());
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.onnx"), "not a model");
        assertTrue(assertThrows(ModelException.class, () -> ModelInspector.inspect(text))
                .getMessage()
                .contains("notes.onnx"));
        Path missing = folder.resolve("missing.onnx");
        assertTrue(assertThrows(ModelException.class, () -> ModelInspector.inspect(missing))
                .getMessage()
                .contains("missing.onnx"));
    }

    /** Parameters in millions, GFLOPs, and where the input convention comes from. */
    @ParameterizedTest
    @CsvSource({
        "mobilefacenet-foamliu, 1.0, 0.47, 128",
        "mobileface-v2, 0.9, 0.08, 256",
        "mobileface-v3, 0.5, 0.02, 256"
    })
    void readsRealRecognisers(String name, double parameters, double flops, int dimension) {
        ModelReport report = ModelInspector.inspect(Shared.path("models/recognisers/" + name + ".onnx"));
        assertEquals(parameters, report.weights().parameters() / 1e6, 0.06, report.toString());
        assertEquals(flops, 2 * report.multiplyAdds() / 1e9, 0.006, report.toString());
        assertEquals(Origin.KNOWN_MODEL, report.convention().orElseThrow().origin());
        assertTrue(report.gradient().exists(), report.toString());
        assertEquals(0, report.unknownWork());
        List<String> shape = new ArrayList<>(report.outputs().get(0).shape());
        assertEquals(String.valueOf(dimension), shape.get(shape.size() - 1));
    }

    /** In a virtual machine of its own: reading tells everything, ONNX Runtime is not even loaded. */
    @Test
    void startsNoEngine() throws Exception {
        Path model =
                Files.write(folder.resolve("quiet.onnx"), recogniser("Relu").toByteArray());
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Quiet.class.getName(),
                        model.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("io.facecloak.onnx.internal.inspect.ModelReport"), "nothing was inspected");
        assertFalse(output.contains("ai.onnxruntime.OrtEnvironment"), "the engine was loaded");
    }

    /** The other virtual machine. */
    static final class Quiet {

        private Quiet() {}

        public static void main(String[] arguments) {
            if (!ModelInspector.inspect(Path.of(arguments[0])).gradient().exists()) {
                System.exit(3);
            }
        }
    }
}
