package io.facecloak.onnx.internal.reading;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.FieldChanges;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.testing.Fuzzing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged models, read but not loaded by ONNX Runtime, which takes most of the time; {@link Fuzzing} says how to run more of them. */
class ModelCheckFuzzTest {

    @Test
    void damagedModelsAreReadOrRefused() {
        models("ONNX reader").run(1000, file -> ModelReader.read(Fuzzing.NAME, file), ModelException.class);
    }

    @Test
    void modelsWithOtherFieldsAreReadOrRefused() {
        models("ONNX reader, fields")
                .changedBy((file, random) ->
                        FieldChanges.of(ModelProto.parseFrom(file), random).toByteArray())
                .run(1000, file -> ModelReader.read(Fuzzing.NAME, file), ModelException.class);
    }

    /** An outline tells of a bad file by the exceptions that {@link ModelCheck} expects. */
    @Test
    void damagedModelsAreOutlinedOrRefused() {
        models("ONNX outline").run(1000, file -> {
            try {
                ModelOutline.read(new ByteArrayInputStream(file));
            } catch (IOException | ModelException e) {
                return;
            }
        });
    }

    private static Fuzzing models(String parser) {
        return Fuzzing.of(parser)
                .seed("network", network().toByteArray())
                .seed("old operators", old().toByteArray())
                .seed("branch and function", branching().toByteArray());
    }

    private static ModelProto network() {
        return TinyModels.model(
                17,
                DataType.FLOAT,
                (graph, x) -> {
                    String conv = graph.node(
                            "Conv",
                            List.of(x, graph.filled(0.5, 4, 3, 3, 3)),
                            Attributes.of("strides", new long[] {2, 2}),
                            Attributes.of("pads", new long[] {1, 1, 1, 1}));
                    String active = graph.node("PRelu", List.of(conv, graph.filled(0.1, 4, 1, 1)));
                    String pooled = graph.node(
                            "AveragePool",
                            List.of(active),
                            Attributes.of("kernel_shape", new long[] {4, 4}),
                            Attributes.of("strides", new long[] {4, 4}));
                    String rows = graph.reshape(pooled, 0, -1);
                    return graph.matMul(rows, graph.filled(0.2, 4, 8));
                },
                -1,
                3,
                8,
                8);
    }

    /** What the reader brings to a recent operator set. */
    private static ModelProto old() {
        return TinyModels.model(
                8,
                DataType.FLOAT,
                (graph, x) -> {
                    String padded = graph.node(
                            "Pad",
                            List.of(x),
                            Attributes.of("pads", new long[] {0, 0, 1, 1, 0, 0, 1, 1}),
                            Attributes.of("value", 0.5f));
                    String clipped =
                            graph.node("Clip", List.of(padded), Attributes.of("min", 0f), Attributes.of("max", 6f));
                    String sliced = graph.node(
                            "Slice",
                            List.of(clipped),
                            Attributes.of("starts", new long[] {1, 1}),
                            Attributes.of("ends", new long[] {9, 9}),
                            Attributes.of("axes", new long[] {2, 3}));
                    String scale = graph.filled(1, 3);
                    String normalised = graph.node(
                            "BatchNormalization",
                            List.of(sliced, scale, scale, scale, scale),
                            Attributes.of("spatial", 1));
                    String larger = graph.node(
                            "Upsample",
                            List.of(normalised),
                            Attributes.of("mode", "nearest"),
                            AttributeProto.newBuilder()
                                    .setName("scales")
                                    .setType(AttributeProto.AttributeType.FLOATS)
                                    .addAllFloats(List.of(1f, 1f, 2f, 2f))
                                    .build());
                    String dropped = graph.node("Dropout", List.of(larger));
                    String sum = graph.node(
                            "ReduceSum",
                            List.of(dropped),
                            Attributes.of("axes", new long[] {2, 3}),
                            Attributes.of("keepdims", 0));
                    return graph.node("Softmax", List.of(sum), Attributes.of("axis", 1));
                },
                1,
                3,
                8,
                8);
    }

    private static ModelProto branching() {
        ModelProto model = TinyModels.model(
                17,
                DataType.FLOAT,
                (graph, x) -> {
                    String shape = graph.shapeOf(x);
                    String batch = graph.node("Gather", List.of(shape, graph.longs(0)));
                    String target = graph.node("Concat", List.of(batch, graph.longs(-1)), Attributes.of("axis", 0));
                    String rows = graph.node("Reshape", List.of(x, target));
                    String condition = graph.node("Equal", List.of(batch, graph.longs(1)));
                    GraphProto branch = GraphProto.newBuilder()
                            .setName("branch")
                            .addNode(NodeProto.newBuilder()
                                    .setOpType("Twice")
                                    .setDomain("local")
                                    .addInput(rows)
                                    .addOutput("twice"))
                            .addOutput(GraphBuilder.value("twice", DataType.FLOAT))
                            .build();
                    return graph.node(
                            "If", List.of(condition), branch("then_branch", branch), branch("else_branch", branch));
                },
                -1,
                2,
                2);
        return model.toBuilder()
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1))
                .addFunctions(FunctionProto.newBuilder()
                        .setName("Twice")
                        .setDomain("local")
                        .addInput("a")
                        .addOutput("b")
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Add")
                                .addInput("a")
                                .addInput("a")
                                .addOutput("b")))
                .build();
    }

    private static AttributeProto branch(String name, GraphProto graph) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(graph)
                .build();
    }
}
