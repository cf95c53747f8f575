package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.testing.Shared;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that do not keep what their outsides promise are refused, by name and briefly. */
class StrangeModelsTest {

    private static final AlignedFace FACE =
            AlignedFace.of(AlignedFace.SIZE, new float[AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE]);

    private static void assertRefused(String name, byte[] model, String why) {
        requireBrief(assertThrows(ModelException.class, () -> use(name, model)), name, why);
    }

    private static void use(String name, byte[] model) {
        try (OnnxEmbedder embedder = OnnxEmbedder.of(name, model, InputSpec.arcface(), Device.cpu(1))) {
            embedder.embed(Collections.nCopies(3, FACE));
        }
    }

    private static void requireBrief(ModelException e, String name, String why) {
        assertTrue(e.getMessage().contains(name), e.getMessage());
        assertTrue(e.getMessage().contains(why), e.getMessage());
        assertTrue(e.getMessage().length() <= 500, e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"func-exp", "batchcollapse", "addchain"})
    void hostileModelsAreRefused(String model, @TempDir Path folder) throws IOException {
        Path file = Files.copy(Shared.path("trials/models/" + model + ".onnx"), folder.resolve(model + ".onnx"));
        ModelException e = assertThrows(ModelException.class, () -> {
            try (OnnxEmbedder embedder = OnnxEmbedder.open(file, Device.cpu(1))) {
                embedder.embed(Collections.nCopies(3, FACE));
            }
        });
        requireBrief(e, model, "");
    }

    private static byte[] network(BiFunction<GraphBuilder, String, String> body) {
        return TinyModels.model(
                        17,
                        DataType.FLOAT,
                        (graph, x) -> body.apply(
                                graph,
                                graph.matMul(
                                        graph.node("Flatten", List.of(graph.unary("GlobalAveragePool", x))),
                                        graph.filled(1, 3, 16))),
                        -1,
                        3,
                        112,
                        112)
                .toByteArray();
    }

    @Test
    void everyFaceNeedsItsEmbedding() {
        byte[] first = network(
                (graph, rows) -> graph.node("Slice", List.of(rows, graph.longs(0), graph.longs(1), graph.longs(0))));
        assertRefused("first", first, "answers 3 faces with the shape [1, 16]");
        byte[] twice = network((graph, rows) -> graph.node("Tile", List.of(rows, graph.longs(2, 1))));
        assertRefused("twice", twice, "answers 3 faces with the shape [6, 16]");
    }

    @Test
    void embeddingsAreFinite() {
        byte[] model = network((graph, rows) -> graph.unary("Log", graph.sub(rows, graph.scalar(1))));
        assertRefused("logarithm", model, "is not finite");
        try (OnnxEmbedder embedder = OnnxEmbedder.of("logarithm", model, InputSpec.arcface(), Device.cpu(1))) {
            FloatBuffer gradient = FloatBuffer.allocate(3 * 112 * 112);
            requireBrief(
                    assertThrows(
                            ModelException.class,
                            () -> embedder.embedWithGradient(
                                    FloatBuffer.wrap(FACE.toArray()), new float[1][16], gradient)),
                    "logarithm",
                    "is not finite");
        }
    }

    @Test
    void messagesAreShortWhateverTheNamesAre() {
        String endless = "x".repeat(200_000);
        byte[] operator = network((graph, rows) -> graph.unary(endless, rows));
        assertRefused("operator", operator, "xxx…");
        ModelProto.Builder domain = ModelProto.newBuilder();
        try {
            domain.mergeFrom(network((graph, rows) -> graph.unary("Twist", rows)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        domain.getGraphBuilder()
                .getNodeBuilderList()
                .forEach(node -> node.setDomain(node.getOpType().equals("Twist") ? endless : ""));
        assertRefused("domain", domain.build().toByteArray(), "of the unknown domain xxx");
    }

    /** Each function calls the one before it ten times. */
    @Test
    void functionsCountAtEveryCall() throws IOException {
        ModelProto.Builder model = ModelProto.newBuilder().mergeFrom(network((graph, rows) -> rows));
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1));
        for (int level = 0; level < 12; level++) {
            FunctionProto.Builder function = FunctionProto.newBuilder()
                    .setName("f" + level)
                    .setDomain("own")
                    .addInput("v0")
                    .addOutput("v10")
                    .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                    .addOpsetImport(
                            OperatorSetIdProto.newBuilder().setDomain("own").setVersion(1));
            for (int i = 0; i < 10; i++) {
                function.addNode(NodeProto.newBuilder()
                        .setDomain(level == 0 ? "" : "own")
                        .setOpType(level == 0 ? "Abs" : "f" + (level - 1))
                        .addInput("v" + i)
                        .addOutput("v" + (i + 1)));
            }
            model.addFunctions(function);
        }
        String output = model.getGraph().getOutput(0).getName();
        model.getGraphBuilder()
                .addNode(NodeProto.newBuilder()
                        .setDomain("own")
                        .setOpType("f11")
                        .addInput(output)
                        .addOutput("powered"));
        model.getGraphBuilder().getOutputBuilder(0).setName("powered");
        assertRefused("powers", model.build().toByteArray(), "more than 50000 operators");
        model.getFunctionsBuilder(0).getNodeBuilder(0).setDomain("own").setOpType("f11");
        assertRefused("circle", model.build().toByteArray(), "functions that call each other");
    }
}
