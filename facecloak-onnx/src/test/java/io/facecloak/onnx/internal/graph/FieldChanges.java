package io.facecloak.onnx.internal.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Damages the fields of a message, which stays one. */
public final class FieldChanges {

    private static final long[] TELLING = {
        0, 1, 2, 3, 4, 7, 8, 64, 255, 4096, 65536, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, -1, -2
    };

    private FieldChanges() {}

    /** One to three changes. */
    public static Message of(Message message, SplittableRandom random) {
        Message changed = message;
        for (int i = random.nextInt(3); i >= 0; i--) {
            changed = changed(changed, random);
        }
        return changed;
    }

    /** One field of it, or of a message inside it, is removed, repeated, or gets another value. */
    private static Message changed(Message message, SplittableRandom random) {
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

    private static Object value(FieldDescriptor field, Object old, SplittableRandom random) {
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
