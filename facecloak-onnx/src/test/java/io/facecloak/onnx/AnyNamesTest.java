package io.facecloak.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.facecloak.face.AlignedFace;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.inspect.ModelInspector;
import io.facecloak.onnx.internal.inspect.ModelReport;
import io.facecloak.onnx.internal.recogniser.LayerActivations;
import io.facecloak.onnx.internal.runtime.TestDevice;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever names a model gives to its values, those of our own nodes included, it means the same. */
class AnyNamesTest {

    private static final int IMAGE = 3 * 112 * 112;

    /** Every name that our own nodes have, and what is odd otherwise. */
    private static final List<String> NAMES = List.of(
            "faces",
            "embeddings",
            "cotangent",
            "gradient",
            "log_norms",
            "faces_2",
            "embeddings_2",
            "facecloak/real_0",
            "facecloak/real_1",
            "facecloak/Conv_2",
            "facecloak/MatMul_2",
            "facecloak/Flatten_0",
            "facecloak/branch_0/kept",
            "facecloak/branch_",
            "/facecloak_probe_shape",
            "/facecloak_probe",
            "basis",
            " ",
            "_",
            ".",
            "/",
            "//",
            "0",
            "a b",
            "a\tb",
            "Ünïcödé",
            "顔",
            "\uD83D\uDE00",
            "\u200B",
            "N",
            "x",
            "y");

    /** What is appended to the names of a model's values. */
    private static final List<String> ENDINGS = List.of(
            "",
            "/slope_per_channel",
            "/free_batch",
            "/free_batch0",
            "/free_batch1",
            "/free_batch1/ones",
            "/free_batch1/pictures",
            "/free_batch1/target",
            "/min",
            "/max",
            "/pads",
            "/value",
            "/starts",
            "/ends",
            "/scales",
            "/shape",
            "/rows",
            "/result",
            "/folded_weights",
            "/folded_bias",
            "_2");

    private static ModelProto model;
    private static Answer expected;

    private record Answer(float[] embedding, float[] gradient) {}

    @BeforeAll
    static void answerUnderPlainNames() {
        model = old();
        expected = answer(model);
        for (float value : expected.gradient()) {
            if (value != 0) {
                return;
            }
        }
        throw new AssertionError("there is no gradient to compare");
    }

    /** A recogniser as old exporters wrote it, for one picture: nearly all of its nodes are rewritten before it runs. */
    private static ModelProto old() {
        return TinyModels.model(9, DataType.FLOAT, AnyNamesTest::body, 1, 3, 112, 112);
    }

    private static String body(GraphBuilder graph, String x) {
        String stem = graph.node(
                "Conv",
                List.of(x, random(graph, 8, 3, 4, 4), random(graph, 8)),
                Attributes.of("strides", new long[] {8, 8}));
        String normal = graph.node(
                "BatchNormalization",
                List.of(stem, graph.filled(0.7, 8), random(graph, 8), random(graph, 8), graph.filled(0.8, 8)));
        String active = graph.node("PRelu", List.of(normal, random(graph, 8)));
        String bounded = graph.node("Clip", List.of(active), Attributes.of("min", -2f), Attributes.of("max", 2f));
        String padded = graph.node(
                "Pad",
                List.of(bounded),
                Attributes.of("pads", new long[] {0, 0, 1, 1, 0, 0, 1, 1}),
                Attributes.of("value", 0.5f));
        String cut = graph.node(
                "Slice",
                List.of(padded),
                Attributes.of("starts", new long[] {2}),
                Attributes.of("ends", new long[] {12}),
                Attributes.of("axes", new long[] {2}));
        String larger =
                graph.node("Upsample", List.of(cut, graph.scales(1, 1, 1.3, 0.7)), Attributes.of("mode", "linear"));
        String share = graph.node("Softmax", List.of(larger), Attributes.of("axis", 2));
        String weighted = graph.mul(larger, graph.add(share, branch(graph, share)));
        String pooled = graph.unary("GlobalAveragePool", weighted);
        String flat = graph.reshape(pooled, 1, 8);
        String joined = graph.node("Concat", List.of(random(graph, 1, 3), flat), Attributes.of("axis", 1));
        return graph.matMul(joined, random(graph, 11, 24));
    }

    /** A branch whose condition never changes. */
    private static String branch(GraphBuilder graph, String value) {
        String always = graph.node("Equal", List.of(graph.index(1), graph.index(1)));
        return graph.node("If", List.of(always), inner("then_branch", value, 0.5f), inner("else_branch", value, 2));
    }

    private static AttributeProto inner(String attribute, String value, float factor) {
        return AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(GraphProto.newBuilder()
                        .setName(attribute)
                        .addInitializer(TensorProto.newBuilder()
                                .setName(attribute + " factor")
                                .setDataType(DataType.FLOAT_VALUE)
                                .addFloatData(factor))
                        .addNode(NodeProto.newBuilder()
                                .setOpType("Mul")
                                .addInput(value)
                                .addInput(attribute + " factor")
                                .addOutput(attribute + " kept"))
                        .addOutput(ValueInfoProto.newBuilder().setName(attribute + " kept")))
                .build();
    }

    private static String random(GraphBuilder graph, long... shape) {
        int count = 1;
        for (long dimension : shape) {
            count *= (int) dimension;
        }
        Random random = new Random(count);
        return graph.reals(random.doubles(count, -0.5, 0.5).toArray(), shape);
    }

    private static Answer answer(ModelProto network) {
        Random random = new Random(4);
        FloatBuffer face = FloatBuffer.allocate(IMAGE);
        FloatBuffer gradient = FloatBuffer.allocate(IMAGE);
        float[] cotangent = new float[24];
        for (int i = 0; i < IMAGE; i++) {
            face.put(i, random.nextFloat());
        }
        for (int i = 0; i < cotangent.length; i++) {
            cotangent[i] = (float) random.nextGaussian();
        }
        try (OnnxEmbedder embedder =
                OnnxEmbedder.of("any", network.toByteArray(), InputSpec.arcface(), TestDevice.get())) {
            float[] embedding = embedder.embedWithGradient(face, new float[][] {cotangent}, gradient)[0];
            assertArrayEquals(embedder.embed(AlignedFace.of(112, face.array())), embedding, 1e-5f);
            return new Answer(embedding, gradient.array());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void namesMeanNothing(int seed, @TempDir Path folder) throws IOException {
        Random random = new Random(seed);
        ModelProto renamed = renamed(model, names(model, random), names(model, random));
        Answer found = answer(renamed);
        assertArrayEquals(expected.embedding(), found.embedding(), 1e-6f);
        assertArrayEquals(expected.gradient(), found.gradient(), 1e-6f);

        ModelReport plain = ModelInspector.inspect(Files.write(folder.resolve("plain.onnx"), model.toByteArray()));
        ModelReport report = ModelInspector.inspect(Files.write(folder.resolve("any.onnx"), renamed.toByteArray()));
        assertTrue(report.gradient().exists(), report.toString());
        assertEquals(Set.copyOf(plain.operators()), Set.copyOf(report.operators()));
    }

    /** The names that docs/exporting-models.md uses, and the other way round. */
    @ParameterizedTest
    @CsvSource({
        "faces, embeddings",
        "embeddings, faces",
        "cotangent, gradient",
        "gradient, cotangent",
        "input, gradient",
        "faces, faces_2"
    })
    void inputsAndOutputsMayHaveOurOwnNames(String input, String output) {
        Answer found = answer(renamed(model, Map.of("x", input, "y", output)));
        assertArrayEquals(expected.embedding(), found.embedding(), 1e-6f);
        assertArrayEquals(expected.gradient(), found.gradient(), 1e-6f);
    }

    @Test
    void activationsMayHaveAnyNames() {
        ModelProto plain = TinyModels.model(
                17,
                DataType.FLOAT,
                (graph, x) -> graph.unary(
                        "GlobalAveragePool",
                        graph.unary(
                                "Relu",
                                graph.node(
                                        "Conv",
                                        List.of(graph.unary("Relu", x), random(graph, 24, 3, 4, 4)),
                                        Attributes.of("strides", new long[] {4, 4})))),
                -1,
                3,
                112,
                112);
        AlignedFace face = AlignedFace.of(112, noise());
        float[] norms = norms(plain, face);
        for (String name : List.of("faces", "embeddings", "cotangent", "gradient", "log_norms")) {
            List<String> relus = plain.getGraph().getNodeList().stream()
                    .filter(node -> node.getOpType().equals("Relu"))
                    .map(node -> node.getOutput(0))
                    .toList();
            for (String relu : relus) {
                assertArrayEquals(norms, norms(renamed(plain, Map.of(relu, name)), face), 1e-6f, name);
            }
        }
    }

    private static float[] noise() {
        float[] values = new float[IMAGE];
        Random random = new Random(3);
        for (int i = 0; i < IMAGE; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static float[] norms(ModelProto network, AlignedFace face) {
        try (LayerActivations activations =
                LayerActivations.of("any", network.toByteArray(), InputSpec.arcface(), TestDevice.get())) {
            return activations.respond(face).logNorms();
        }
    }

    /** A name of the list for every value, often several that begin alike. */
    private static Map<String, String> names(ModelProto network, Random random) {
        Set<String> values = new LinkedHashSet<>();
        collect(network.getGraph(), values);
        values.remove("");
        List<String> pool = new ArrayList<>(NAMES);
        List<String> stems = List.of("x", "facecloak/PRelu_3", "conv", NAMES.get(random.nextInt(NAMES.size())));
        for (String stem : stems) {
            ENDINGS.forEach(ending -> pool.add(stem + ending));
        }
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(pool));
        Collections.shuffle(distinct, random);
        Map<String, String> names = new TreeMap<>();
        for (String value : values) {
            names.put(value, distinct.get(names.size()));
        }
        return names;
    }

    private static void collect(GraphProto graph, Set<String> values) {
        graph.getInputList().forEach(value -> values.add(value.getName()));
        graph.getOutputList().forEach(value -> values.add(value.getName()));
        graph.getInitializerList().forEach(value -> values.add(value.getName()));
        for (NodeProto node : graph.getNodeList()) {
            values.addAll(node.getInputList());
            values.addAll(node.getOutputList());
            node.getAttributeList().forEach(attribute -> collect(attribute.getG(), values));
        }
    }

    private static ModelProto renamed(ModelProto network, Map<String, String> names) {
        return renamed(network, names, Map.of());
    }

    private static ModelProto renamed(ModelProto network, Map<String, String> names, Map<String, String> nodes) {
        return network.toBuilder()
                .setGraph(renamed(network.getGraph(), names, nodes))
                .build();
    }

    /** @param nodes the names of nodes by their outputs' former names */
    private static GraphProto renamed(GraphProto graph, Map<String, String> names, Map<String, String> nodes) {
        GraphProto.Builder result = graph.toBuilder();
        result.getInputBuilderList()
                .forEach(value -> value.setName(names.getOrDefault(value.getName(), value.getName())));
        result.getOutputBuilderList()
                .forEach(value -> value.setName(names.getOrDefault(value.getName(), value.getName())));
        result.getInitializerBuilderList()
                .forEach(value -> value.setName(names.getOrDefault(value.getName(), value.getName())));
        for (NodeProto.Builder node : result.getNodeBuilderList()) {
            node.setName(nodes.getOrDefault(node.getOutput(0), ""));
            for (int i = 0; i < node.getInputCount(); i++) {
                node.setInput(i, names.getOrDefault(node.getInput(i), node.getInput(i)));
            }
            for (int i = 0; i < node.getOutputCount(); i++) {
                node.setOutput(i, names.getOrDefault(node.getOutput(i), node.getOutput(i)));
            }
            for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
                if (attribute.hasG()) {
                    attribute.setG(renamed(attribute.getG(), names, nodes));
                }
            }
        }
        return result.build();
    }
}
