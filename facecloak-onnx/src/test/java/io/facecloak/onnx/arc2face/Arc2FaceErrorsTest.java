package io.facecloak.onnx.arc2face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.OnnxEmbedder;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.Tensors;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.reading.ModelBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is said in one sentence that names the file and the remedy. */
class Arc2FaceErrorsTest {

    private static final Weights WEIGHTS = new Weights(false);

    @TempDir
    private Path directory;

    @BeforeEach
    void export() throws IOException {
        TinyExport.OPTIMUM_1_24.write(directory, WEIGHTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"arcface.onnx", "text_encoder/model.onnx", "unet/model.onnx", "vae_decoder/model.onnx"})
    void aMissingFile(String file) throws IOException {
        Files.delete(directory.resolve(file));
        assertSays(assertThrows(ModelException.class, this::open), file, "does not exist", "docs/exporting-models.md");
    }

    @Test
    void missingWeightsOfTheUnet() throws IOException {
        Files.delete(directory.resolve("unet/model.onnx_data"));
        assertSays(failure(), "unet/model.onnx", "model.onnx_data");
    }

    /** Graphs of gigabytes have 240 seconds more than other models. */
    @Test
    void aGraphThatTakesTooLongIsGivenUp() throws IOException {
        Path graph = Files.write(
                directory.resolve("chain.onnx"), TinyModels.chain(20_000).toByteArray());
        System.setProperty(ModelBudget.PROPERTY, "-240");
        try {
            Port port = new Port("x", -1, 3, 112, 112);
            ModelException e = assertThrows(
                    ModelException.class, () -> PipelineGraph.open(graph, "UNet", List.of(port), port, Device.cpu(1))
                            .close());
            assertSays(e, graph.toString(), "takes more than 0 seconds");
        } finally {
            System.clearProperty(ModelBudget.PROPERTY);
        }
    }

    @Test
    void aFileThatIsNoGraph() throws IOException {
        Files.writeString(directory.resolve("vae_decoder/model.onnx"), "version https://git-lfs.github.com/spec/v1");
        assertSays(failure(), "vae_decoder/model.onnx", "is not an ONNX model");
    }

    @Test
    void aStockTextEncoderThatTakesNoFace() throws IOException {
        change("text_encoder/model.onnx", graph -> {
            int face = graph.getInput(0).getName().equals("face_embeds") ? 0 : 1;
            graph.removeInput(face).addInitializer(Tensors.floats("face_embeds", new float[512], 1, 512));
        });
        assertSays(failure(), "text_encoder/model.onnx", "face_embeds", "docs/exporting-models.md");
    }

    @Test
    void anEncoderForFacesOfAnotherLength() throws IOException {
        TinyExport.write(
                directory.resolve("text_encoder/model.onnx"), TinyExport.OPTIMUM_1_24.textEncoder(WEIGHTS, 256));
        assertSays(failure(), "text_encoder/model.onnx", "256", "512");
    }

    @Test
    void graphsInEachOthersPlaces() throws IOException {
        Files.copy(
                directory.resolve("vae_decoder/model.onnx"),
                directory.resolve("text_encoder/model.onnx"),
                StandardCopyOption.REPLACE_EXISTING);
        assertSays(failure(), "text_encoder/model.onnx", "latent_sample [-1, 4, 64, 64]", "input_ids [-1, 77]");
    }

    @Test
    void aUnetForAnotherTextEncoder() throws IOException {
        TinyExport.write(directory.resolve("unet/model.onnx"), new TinyUnet(WEIGHTS, 1024).graph());
        assertSays(failure(), "unet/model.onnx", "encoder_hidden_states [-1, 77, 1024]", "docs/exporting-models.md");
    }

    @Test
    void aUnetWithAnInputOfAnotherName() throws IOException {
        change("unet/model.onnx", graph -> {
            input(graph, "encoder_hidden_states").setName("context");
            for (NodeProto.Builder node : graph.getNodeBuilderList()) {
                int place = node.getInputList().indexOf("encoder_hidden_states");
                if (place >= 0) {
                    node.setInput(place, "context");
                }
            }
        });
        assertSays(failure(), "unet/model.onnx", "encoder_hidden_states [-1, 77, 768]", "context [-1, 77, 768]");
    }

    @Test
    void aUnetForSingleLatents() throws IOException {
        change("unet/model.onnx", graph -> input(graph, "sample")
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(0)
                .clearDimParam()
                .setDimValue(1));
        assertSays(failure(), "unet/model.onnx", "batches of 1", "dynamic batch axis");
    }

    @Test
    void aUnetWithATypeThatCannotBeFed() throws IOException {
        change("unet/model.onnx", graph -> input(graph, "timestep")
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(DataType.BOOL_VALUE));
        assertSays(failure(), "unet/model.onnx", "BOOL", "float32 or float16");
    }

    @Test
    void aDecoderOfSmallerPictures() throws IOException {
        change("vae_decoder/model.onnx", graph -> pooledOutput(graph, "sample"));
        assertSays(failure(), "vae_decoder/model.onnx", "[1, 3, 256, 256]", "[1, 3, 512, 512]");
    }

    @Test
    void valuesThatAreNotNumbers() throws IOException {
        change("vae_decoder/model.onnx", graph -> {
            int last = graph.getInitializerCount() - 1;
            float[] broken = new float[(int) Tensors.count(graph.getInitializer(last))];
            Arrays.fill(broken, Float.NaN);
            graph.setInitializer(
                    last,
                    Tensors.floats(
                            graph.getInitializer(last).getName(), broken, Tensors.shape(graph.getInitializer(last))));
        });
        assertSays(failure(), "vae_decoder/model.onnx", "not numbers", "float32");
    }

    @Test
    void anEmbeddingOfTheWrongLength() throws IOException {
        TinyExport.write(directory.resolve("arcface.onnx"), TinyArcFace.graph(128));
        assertSays(failure(), "arcface.onnx", "128", "512");
    }

    @Test
    void afterAFailureTheRepairedFilesAreLoaded() throws IOException {
        Path weights = directory.resolve("unet/model.onnx_data");
        byte[] kept = Files.readAllBytes(weights);
        Files.delete(weights);
        try (Arc2FaceSynthesizer synthesizer = open()) {
            assertThrows(ModelException.class, () -> synthesize(synthesizer));
            Files.write(weights, kept);
            synthesize(synthesizer);
        }
    }

    private Arc2FaceSynthesizer open() {
        return Arc2FaceSynthesizer.open(
                directory,
                OnnxEmbedder::open,
                TinyPerson.detector(),
                Device.cpu(1),
                Arc2FaceOptions.defaults().withSteps(1));
    }

    private static void synthesize(Arc2FaceSynthesizer synthesizer) {
        assertEquals(
                1,
                synthesizer
                        .synthesize(TinyPerson.portrait(), 1, new SplittableRandom(1))
                        .size());
    }

    private ModelException failure() {
        try (Arc2FaceSynthesizer synthesizer = open()) {
            return assertThrows(ModelException.class, () -> synthesize(synthesizer));
        }
    }

    private static void assertSays(ModelException e, String... words) {
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    private void change(String file, Consumer<GraphProto.Builder> change) throws IOException {
        Path path = directory.resolve(file);
        ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(path)).toBuilder();
        change.accept(model.getGraphBuilder());
        Files.write(path, model.build().toByteArray());
    }

    private static ValueInfoProto.Builder input(GraphProto.Builder graph, String name) {
        return graph.getInputBuilderList().stream()
                .filter(value -> value.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Halves the sides of an output. */
    private static void pooledOutput(GraphProto.Builder graph, String name) {
        NodeProto.Builder last = graph.getNodeBuilder(graph.getNodeCount() - 1);
        last.setOutput(0, "large");
        graph.addNode(NodeProto.newBuilder()
                .setOpType("AveragePool")
                .addInput("large")
                .addOutput(name)
                .addAttribute(Attributes.of("kernel_shape", new long[] {2, 2}))
                .addAttribute(Attributes.of("strides", new long[] {2, 2})));
    }
}
