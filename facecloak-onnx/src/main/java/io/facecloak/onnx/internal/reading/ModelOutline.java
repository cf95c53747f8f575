package io.facecloak.onnx.internal.reading;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import io.facecloak.onnx.internal.graph.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a model file past its weights, of which only the shape is kept; gigabytes never pass through the heap. */
final class ModelOutline {

    /** Bytes of constants that are kept: shapes and paddings, not weights. */
    private static final int SMALL = 256;

    private ModelOutline() {}

    /**
     * @return the model, its initializers empty where their values were left out
     * @throws InvalidProtocolBufferException if the file is no ONNX model
     */
    static ModelProto read(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return read(stream);
        }
    }

    static ModelProto read(InputStream file) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(file);
        in.setSizeLimit(Integer.MAX_VALUE);
        return ModelProto.parseFrom(
                without(in, ModelProto.GRAPH_FIELD_NUMBER, ModelOutline::graph).toByteArray());
    }

    private interface Part {
        UnknownFieldSet read(CodedInputStream in) throws IOException;
    }

    private static UnknownFieldSet graph(CodedInputStream in) throws IOException {
        return without(in, GraphProto.INITIALIZER_FIELD_NUMBER, ModelOutline::tensor);
    }

    /** All fields of a message, those of one number being read by {@code part}. */
    private static UnknownFieldSet without(CodedInputStream in, int number, Part part) throws IOException {
        UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                int limit = in.pushLimit(in.readRawVarint32());
                UnknownFieldSet inner = part.read(in);
                in.popLimit(limit);
                fields.mergeField(
                        number,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(inner.toByteString())
                                .build());
            } else if (!fields.mergeFieldFrom(tag, in)) {
                throw new InvalidProtocolBufferException("a misplaced end of a group");
            }
        }
        return fields.build();
    }

    private static UnknownFieldSet tensor(CodedInputStream in) throws IOException {
        UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
        int skipped = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (TensorProto.RAW_DATA_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                int length = in.readRawVarint32();
                if (length > SMALL || length < 0) {
                    in.skipRawBytes(length);
                    skipped = length;
                } else {
                    fields.mergeField(
                            TensorProto.RAW_DATA_FIELD_NUMBER,
                            UnknownFieldSet.Field.newBuilder()
                                    .addLengthDelimited(ByteString.copyFrom(in.readRawBytes(length)))
                                    .build());
                }
            } else if (!fields.mergeFieldFrom(tag, in)) {
                throw new InvalidProtocolBufferException("a misplaced end of a group");
            }
        }
        if (skipped == 0) {
            return fields.build();
        }
        TensorProto tensor = TensorProto.parseFrom(fields.build().toByteArray());
        Tensors.requireComplete(tensor, skipped);
        // What stays is complete in itself.
        TensorProto.Builder outline = tensor.toBuilder().clearDims().addDims(0);
        return UnknownFieldSet.parseFrom(outline.build().toByteArray());
    }
}
