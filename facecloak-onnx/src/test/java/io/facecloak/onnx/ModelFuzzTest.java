package io.facecloak.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.facecloak.face.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.internal.graph.FieldChanges;
import io.facecloak.onnx.internal.reading.ModelCheck;
import io.facecloak.testing.Fuzzing;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged models, checked and then loaded and run by ONNX Runtime; {@link Fuzzing} says how to run more of them. */
class ModelFuzzTest {

    private static final AlignedFace FACE =
            AlignedFace.of(AlignedFace.SIZE, new float[AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE]);

    @Test
    void damagedModelsAreLoadedOrRefused() {
        Fuzzing.of("ONNX")
                .seed("any batch", TinyRecogniser.bytes())
                .seed("one", TinyRecogniser.model(1, 112, new long[] {1, 128}).toByteArray())
                .run(300, ModelFuzzTest::use, ModelException.class);
    }

    /** Changes of single fields, which leave the file legible. */
    @Test
    void modelsWithOtherFieldsAreLoadedOrRefused() {
        Fuzzing.of("ONNX fields")
                .seed("one", TinyRecogniser.model(1, 112, new long[] {1, 128}).toByteArray())
                .changedBy((file, random) ->
                        FieldChanges.of(ModelProto.parseFrom(file), random).toByteArray())
                .run(200, ModelFuzzTest::use, ModelException.class);
    }

    @Test
    void damagedFilesAreOutlinedOrRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve(Fuzzing.NAME);
        Fuzzing.of("ONNX file")
                .seed("any batch", TinyRecogniser.bytes())
                .run(
                        300,
                        bytes -> {
                            Files.write(file, bytes);
                            ModelCheck.require(file);
                        },
                        ModelException.class);
    }

    private static void use(byte[] model) {
        try (OnnxEmbedder embedder = OnnxEmbedder.of(Fuzzing.NAME, model, InputSpec.arcface(), Device.cpu(1))) {
            embedder.embed(List.of(FACE));
            embedder.embedWithGradient(
                    FloatBuffer.wrap(FACE.toArray()),
                    new float[1][embedder.dimension()],
                    FloatBuffer.allocate(FACE.toArray().length));
        }
    }
}
