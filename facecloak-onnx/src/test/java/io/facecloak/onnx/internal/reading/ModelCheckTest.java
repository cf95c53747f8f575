package io.facecloak.onnx.internal.reading;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.Tensors;
import io.facecloak.onnx.internal.graph.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model may not ask for; each refusal names the model and what is wrong with it. */
class ModelCheckTest {

    @TempDir
    Path folder;

    private static ModelProto sound() {
        return TinyModels.model(
                17, DataType.FLOAT, (graph, x) -> graph.matMul(x, graph.reals(new double[200], 2, 100)), -1, 2);
    }

    private static ModelProto with(Consumer<GraphProto.Builder> change) {
        ModelProto.Builder model = sound().toBuilder();
        change.accept(model.getGraphBuilder());
        return model.build();
    }

    /** Refused from memory and, as far as it can be seen without the weights, from its file. */
    private void assertRefused(String why, ModelProto model) throws IOException {
        Path file = Files.write(folder.resolve("hostile.onnx"), model.toByteArray());
        for (ModelException e : List.of(
                assertThrows(ModelException.class, () -> ModelCheck.require("hostile", model.toByteArray())),
                assertThrows(ModelException.class, () -> ModelCheck.require(file)))) {
            assertTrue(e.getMessage().contains("hostile"), e.getMessage());
            assertTrue(e.getMessage().contains(why), e.getMessage());
        }
    }

    @Test
    void aSoundModelPasses() throws IOException {
        ModelCheck.require("sound", sound().toByteArray());
        ModelCheck.require(Files.write(folder.resolve("sound.onnx"), sound().toByteArray()));
    }

    @Test
    void operatorsOfOthersAreRefused() throws IOException {
        assertRefused("com.example", with(graph -> graph.getNodeBuilder(0).setDomain("com.example")));
    }

    @Test
    void operatorsInsideBranchesAreLookedAtToo() throws IOException {
        AttributeProto branch = AttributeProto.newBuilder()
                .setName("then_branch")
                .setG(GraphProto.newBuilder()
                        .addNode(NodeProto.newBuilder().setOpType("Evil").setDomain("com.example")))
                .build();
        assertRefused(
                "com.example",
                with(graph -> graph.addNode(NodeProto.newBuilder()
                        .setOpType("If")
                        .addInput("x")
                        .addOutput("z")
                        .addAttribute(branch))));
    }

    @Test
    void valuesThatDependOnThemselvesAreRefused() throws IOException {
        assertRefused(
                "depend on themselves",
                with(graph -> graph.addNode(NodeProto.newBuilder()
                        .setOpType("Identity")
                        .addInput("loop")
                        .addOutput("loop"))));
    }

    @Test
    void constantsMustHaveTheirShape() throws IOException {
        assertRefused(
                "should hold", with(graph -> graph.getInitializerBuilder(0).setDims(0, 3)));
        assertRefused("shape", with(graph -> graph.getInitializerBuilder(0).setDims(0, -1)));
        assertRefused("shape", with(graph -> graph.getInitializerBuilder(0).setDims(0, Long.MAX_VALUE)));
    }

    @Test
    void operatorsThatWouldTakeAllMemoryAreRefused() throws IOException {
        assertRefused("values of one", with(graph -> graph.addInitializer(
                        Tensors.longs("shape", new long[] {1 << 20, 1 << 20}, 2))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Expand")
                        .addInput("y")
                        .addInput("shape")
                        .addOutput("z"))));
        assertRefused(
                "kernel_shape",
                with(graph -> graph.addNode(NodeProto.newBuilder()
                        .setOpType("MaxPool")
                        .addInput("x")
                        .addOutput("z")
                        .addAttribute(Attributes.of("kernel_shape", new long[] {1 << 30, 1})))));
    }

    /** Each byte opens a group inside the one before. */
    @Test
    void deepNestingIsRefused() throws IOException {
        byte[] groups = new byte[1 << 20];
        Arrays.fill(groups, (byte) 0x0b);
        Path file = Files.write(folder.resolve("deep.onnx"), groups);
        assertThrows(ModelException.class, () -> ModelCheck.require("deep", groups));
        assertThrows(ModelException.class, () -> ModelCheck.require(file));
    }

    @Test
    void operatorsLackNoInputs() throws IOException {
        assertRefused("MatMul", with(graph -> graph.getNodeBuilder(0).clearInput()));
    }

    @Test
    void weightsOutsideTheFolderAreRefusedWhereverTheyAreNamed() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path secret = Files.write(folder.resolve("secret.bin"), new byte[800]);
        Files.createSymbolicLink(inner.resolve("link.bin"), secret);
        Files.createSymbolicLink(inner.resolve("up"), folder);
        Files.write(inner.resolve("weights.bin"), new byte[800]);
        Path file = inner.resolve("model.onnx");
        for (String location : List.of("../secret.bin", secret.toString(), "link.bin", "up/secret.bin", "", "\0")) {
            for (ModelProto model : List.of(asInitializer(location), asConstant(location))) {
                Files.write(file, model.toByteArray());
                ModelException e = assertThrows(ModelException.class, () -> ModelCheck.require(file), location);
                assertTrue(e.getMessage().contains("model.onnx"), e.getMessage());
                assertThrows(ModelException.class, () -> ModelReader.read(file), location);
            }
        }
        Files.write(file, asInitializer("weights.bin").toByteArray());
        assertDoesNotThrow(() -> ModelCheck.require(file));
        assertDoesNotThrow(() -> ModelReader.read(file));
        assertThrows(
                ModelException.class,
                () -> ModelCheck.require("memory", asConstant("weights.bin").toByteArray()));
    }

    private static TensorProto external(String name, String location) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT_VALUE)
                .addDims(2)
                .addDims(100)
                .setDataLocation(DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location))
                .build();
    }

    private static ModelProto asInitializer(String location) {
        return with(graph ->
                graph.setInitializer(0, external(graph.getInitializer(0).getName(), location)));
    }

    private static ModelProto asConstant(String location) {
        return with(graph -> graph.addNode(NodeProto.newBuilder()
                .setOpType("Constant")
                .addOutput("z")
                .addAttribute(AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(external("", location)))));
    }
}
