package io.facecloak.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Objects;

/** The attributes of one node, with the defaults of the ONNX specification supplied by the caller. Immutable. */
public final class Attributes {

    private final NodeProto node;

    public Attributes(NodeProto node) {
        this.node = Objects.requireNonNull(node, "node");
    }

    public boolean has(String name) {
        return find(name) != null;
    }

    public long integer(String name, long missing) {
        AttributeProto attribute = find(name);
        return attribute == null ? missing : attribute.getI();
    }

    public float real(String name, float missing) {
        AttributeProto attribute = find(name);
        return attribute == null ? missing : attribute.getF();
    }

    public String text(String name, String missing) {
        AttributeProto attribute = find(name);
        return attribute == null ? missing : attribute.getS().toStringUtf8();
    }

    /** A list of integers, or {@code missing} (which may be null) where the node does not say. */
    public long[] integers(String name, long... missing) {
        AttributeProto attribute = find(name);
        return attribute == null
                ? missing
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    }

    /** A list of reals, or null where the node does not say. */
    public float[] reals(String name) {
        AttributeProto attribute = find(name);
        if (attribute == null) {
            return null;
        }
        float[] values = new float[attribute.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = attribute.getFloats(i);
        }
        return values;
    }

    /** All of them, for a node that repeats this one's. */
    public List<AttributeProto> all() {
        return node.getAttributeList();
    }

    /** An integer attribute. */
    public static AttributeProto of(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    /** A real attribute. */
    public static AttributeProto of(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    /** A text attribute. */
    public static AttributeProto of(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    /** A list of integers. */
    public static AttributeProto of(String name, long[] values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private AttributeProto find(String name) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute;
            }
        }
        return null;
    }
}
