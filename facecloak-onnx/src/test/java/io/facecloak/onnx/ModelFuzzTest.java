package io.facecloak.onnx;

import io.facecloak.image.AlignedFace;
import io.facecloak.model.ModelException;
import io.facecloak.onnx.graph.ModelCheck;
import io.facecloak.onnx.runtime.Device;
import io.facecloak.testing.Fuzzing;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.Descriptors.FieldDescriptor;
import org.nd4j.shade.protobuf.Message;

/** Damaged models, checked and then loaded and run by ONNX Runtime; {@link Fuzzing} says how to run more of them. */
class ModelFuzzTest {

    private static final long[] TELLING = {
        0, 1, 2, 3, 4, 7, 8, 64, 255, 4096, 65536, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, -1, -2
    };

    private static final AlignedFace FACE =
            AlignedFace.of(AlignedFace.SIZE, new float[AlignedFace.CHANNELS * AlignedFace.SIZE * AlignedFace.SIZE]);

    @Test
    void damagedModelsAreLoadedOrRefused() {
        Fuzzing.of("ONNX")
                .seed("any batch", TinyRecogniser.bytes())
                .seed("one", TinyRecogniser.model(1, 112, new long[] {1, 128}).toByteArray())
                .run(300, ModelFuzzTest::use, ModelException.class);
    }

    /** Changes of single fields, which leave the file legible; the bytes are but a seed of theirs. */
    @Test
    void modelsWithOtherFieldsAreLoadedOrRefused() {
        ModelProto model = TinyRecogniser.model(1, 112, new long[] {1, 128});
        Fuzzing.of("ONNX fields")
                .seed("seed", new byte[64])
                .run(
                        200,
                        file -> {
                            Random random = new Random(Arrays.hashCode(file));
                            Message changed = model;
                            for (int i = random.nextInt(3); i >= 0 && !isZero(file); i--) {
                                changed = changed(changed, random);
                            }
                            use(changed.toByteArray());
                        },
                        ModelException.class);
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

    private static boolean isZero(byte[] file) {
        return Arrays.equals(file, new byte[file.length]);
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

    /** One field of it, or of a message inside it, is removed, repeated, or gets another value. */
    private static Message changed(Message message, Random random) {
        List<FieldDescriptor> set = new ArrayList<>(message.getAllFields().keySet());
        if (set.isEmpty()) {
            return message;
        }
        FieldDescriptor field = set.get(random.nextInt(set.size()));
        Message.Builder builder = message.toBuilder();
        if (random.nextInt(12) == 0) {
            return builder.clearField(field).buildPartial();
        }
        if (!field.isRepeated()) {
            return builder.setField(field, value(field, message.getField(field), random))
                    .buildPartial();
        }
        int index = random.nextInt(message.getRepeatedFieldCount(field));
        Object value = message.getRepeatedField(field, index);
        switch (random.nextInt(6)) {
            case 0 -> builder.addRepeatedField(field, value);
            case 1 -> {
                List<Object> values = new ArrayList<>((List<?>) message.getField(field));
                values.remove(index);
                builder.setField(field, values);
            }
            default -> builder.setRepeatedField(field, index, value(field, value, random));
        }
        return builder.buildPartial();
    }

    private static Object value(FieldDescriptor field, Object old, Random random) {
        long number = TELLING[random.nextInt(TELLING.length)];
        return switch (field.getJavaType()) {
            case MESSAGE -> changed((Message) old, random);
            case INT -> (int) number;
            case LONG -> number;
            case FLOAT -> random.nextBoolean() ? Float.NaN : (float) number;
            case DOUBLE -> random.nextBoolean() ? Double.NaN : (double) number;
            case STRING -> random.nextBoolean() ? old + "x" : "x";
            case BYTE_STRING -> ((ByteString) old).substring(random.nextInt(((ByteString) old).size() + 1));
            case ENUM ->
                field.getEnumType()
                        .getValues()
                        .get(random.nextInt(field.getEnumType().getValues().size()));
            case BOOLEAN -> !(Boolean) old;
        };
    }
}
