package io.facecloak.onnx.internal.reading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.Device;
import io.facecloak.onnx.internal.gradient.GradientGraph;
import io.facecloak.onnx.internal.graph.Attributes;
import io.facecloak.onnx.internal.graph.GraphBuilder;
import io.facecloak.onnx.internal.graph.TinyModels;
import io.facecloak.onnx.internal.runtime.FloatTensor;
import io.facecloak.onnx.internal.runtime.OnnxGraph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReaderTest {

    private static final double[] WEIGHTS = {1, -2, 0.5, 3, 0.25, -1};

    /** y = x·W with x [N, 2], W [2, 3]. */
    private static ModelProto product() {
        return TinyModels.model(17, DataType.FLOAT, (graph, x) -> graph.matMul(x, graph.reals(WEIGHTS, 2, 3)), -1, 2);
    }

    private static ModelProto withWeights(ModelProto model, TensorProto.Builder weights) {
        ModelProto.Builder changed = model.toBuilder();
        String name = changed.getGraph().getInitializer(0).getName();
        changed.getGraphBuilder().setInitializer(0, weights.setName(name));
        return changed.build();
    }

    private static float[] run(ModelProto model) {
        try (OnnxGraph graph = OnnxGraph.load("test", model.toByteArray(), Device.cpu(1))) {
            FloatBuffer y = graph.run(Map.of("x", new FloatTensor(FloatBuffer.wrap(new float[] {2, 4}), 1, 2)))
                    .get("y")
                    .data();
            float[] values = new float[y.remaining()];
            y.get(values);
            return values;
        }
    }

    private static final float[] EXPECTED = {14, -3, -3};

    /** Found by mutations. */
    @Test
    void anOldUpsampleWithoutScalesIsRefusedByName() {
        byte[] model = TinyModels.model(8, DataType.FLOAT, (graph, x) -> graph.node("Upsample", List.of(x)), 1, 1, 2, 2)
                .toByteArray();
        ModelException e = assertThrows(ModelException.class, () -> ModelReader.read("old", model));
        assertTrue(e.getMessage().contains("old") && e.getMessage().contains("no scales"), e.getMessage());
    }

    @Test
    void halfPrecisionBecomesSingle() {
        ByteBuffer half = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits : new int[] {0x3c00, 0xc000, 0x3800, 0x4200, 0x3400, 0xbc00}) {
            half.putShort((short) bits);
        }
        TensorProto.Builder weights = TensorProto.newBuilder()
                .setDataType(DataType.FLOAT16_VALUE)
                .addDims(2)
                .addDims(3)
                .setRawData(ByteString.copyFrom(half.flip()));
        ModelProto cast = TinyModels.model(
                17,
                DataType.FLOAT,
                (graph, x) -> graph.matMul(
                        x,
                        graph.node(
                                "Cast",
                                List.of(graph.reals(WEIGHTS, 2, 3)),
                                Attributes.of("to", DataType.FLOAT_VALUE))),
                -1,
                2);
        ModelProto whole = withWeights(product(), weights);
        whole = whole.toBuilder().setGraph(halfEnds(whole)).build();
        assertArrayEquals(
                EXPECTED,
                run(ModelReader.read("cast", withWeights(cast, weights).toByteArray())));
        assertArrayEquals(EXPECTED, run(ModelReader.read("whole", whole.toByteArray())));
    }

    private static GraphProto halfEnds(ModelProto model) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT16_VALUE);
        graph.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT16_VALUE);
        return graph.build();
    }

    @Test
    void readsWeightsBesideTheModel(@TempDir Path folder) throws IOException {
        ByteBuffer raw = ByteBuffer.allocate(8 + 24).order(ByteOrder.LITTLE_ENDIAN);
        raw.putLong(0);
        for (double weight : WEIGHTS) {
            raw.putFloat((float) weight);
        }
        Files.write(folder.resolve("weights.bin"), raw.array());
        Path model = folder.resolve("model.onnx");
        Files.write(model, external("weights.bin", 8, 24).toByteArray());

        assertArrayEquals(EXPECTED, run(ModelReader.read(model)));

        byte[] alone = Files.readAllBytes(model);
        assertTrue(assertThrows(ModelException.class, () -> ModelReader.read("alone", alone))
                .getMessage()
                .contains("alone"));
    }

    @Test
    void refusesWeightsElsewhere(@TempDir Path folder) throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Files.write(folder.resolve("secret.bin"), new byte[64]);
        Path model = inner.resolve("model.onnx");
        for (String location :
                List.of("../secret.bin", folder.resolve("secret.bin").toString(), "", "missing.bin")) {
            Files.write(model, external(location, 0, 24).toByteArray());
            ModelException e = assertThrows(ModelException.class, () -> ModelReader.read(model), location);
            assertTrue(e.getMessage().contains("model.onnx"), e.getMessage());
        }
        Files.createSymbolicLink(inner.resolve("link.bin"), folder.resolve("secret.bin"));
        Files.write(model, external("link.bin", 0, 24).toByteArray());
        assertThrows(ModelException.class, () -> ModelReader.read(model));
        Files.write(inner.resolve("short.bin"), new byte[8]);
        Files.write(model, external("short.bin", 0, 24).toByteArray());
        assertThrows(ModelException.class, () -> ModelReader.read(model));
    }

    private static ModelProto external(String location, long offset, long length) {
        return withWeights(
                product(),
                TensorProto.newBuilder()
                        .setDataType(DataType.FLOAT_VALUE)
                        .addDims(2)
                        .addDims(3)
                        .setDataLocation(DataLocation.EXTERNAL)
                        .addExternalData(entry("location", location))
                        .addExternalData(entry("offset", Long.toString(offset)))
                        .addExternalData(entry("length", Long.toString(length))));
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @Test
    void initializersMayBeListedAsInputs() {
        ModelProto.Builder model = product().toBuilder().setIrVersion(3);
        String weights = model.getGraph().getInitializer(0).getName();
        model.getGraphBuilder().addInput(0, GraphBuilder.value(weights, DataType.FLOAT, 2, 3));
        ModelProto read = ModelReader.read("old", model.build().toByteArray());
        assertEquals(1, read.getGraph().getInputCount());
        assertArrayEquals(EXPECTED, run(read));
        assertEquals(2, GradientGraph.differentiate("old", read).getGraph().getInputCount());
    }

    @Test
    void refusesWhatIsTooOldOrNoModel() {
        byte[] old = product().toBuilder()
                .clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(6))
                .build()
                .toByteArray();
        assertTrue(assertThrows(ModelException.class, () -> ModelReader.read("old", old))
                .getMessage()
                .contains("operator set 6"));
        assertThrows(ModelException.class, () -> ModelReader.read("text", "text".getBytes()));
        assertThrows(ModelException.class, () -> ModelReader.read("empty", new byte[0]));
    }

    @Test
    void aTokenJoinedToOnePictureIsJoinedToEach() {
        ModelProto model = TinyModels.model(
                17,
                DataType.FLOAT,
                (graph, x) -> {
                    String tokens = graph.reshape(x, 1, 1, 2);
                    String token = graph.reals(new double[] {5, 6}, 1, 1, 2);
                    String joined = graph.node("Concat", List.of(token, tokens), Attributes.of("axis", 1));
                    return graph.reshape(joined, 1, 4);
                },
                1,
                2);
        ModelProto free = FreeBatch.apply(ModelReader.read("one", model.toByteArray()));
        try (OnnxGraph graph = OnnxGraph.load("free", free.toByteArray(), Device.cpu(1))) {
            FloatBuffer y = graph.run(Map.of("x", new FloatTensor(FloatBuffer.wrap(new float[] {1, 2, 3, 4}), 2, 2)))
                    .get("y")
                    .data();
            float[] values = new float[8];
            y.get(values);
            assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6, 3, 4}, values);
        }
    }
}
