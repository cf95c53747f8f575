package io.facecloak.onnx.arc2face;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import io.facecloak.onnx.internal.graph.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes an arc2face directory of tiny graphs with the types of one of the usual exporters. */
enum TinyExport {
    OPTIMUM_1_24(DataType.INT64, DataType.FLOAT, 0),
    OPTIMUM_1_23(DataType.INT32, DataType.INT64, 1),
    DIFFUSERS_SCRIPT(DataType.INT32, DataType.FLOAT, 1);

    private final DataType idType;
    private final DataType timestepType;
    private final int timestepRank;

    TinyExport(DataType idType, DataType timestepType, int timestepRank) {
        this.idType = idType;
        this.timestepType = timestepType;
        this.timestepRank = timestepRank;
    }

    /** Writes all four models; the UNet keeps its weights in a file of their own. */
    void write(Path directory, Weights weights) throws IOException {
        write(directory.resolve("arcface.onnx"), TinyArcFace.graph(TextEncoder.IDENTITY));
        write(directory.resolve("text_encoder/model.onnx"), textEncoder(weights, 512));
        write(directory.resolve("vae_decoder/model.onnx"), typed(TinyVaeDecoder.graph(weights), weights));
        write(
                directory.resolve("unet/model.onnx"),
                externalWeights(directory.resolve("unet/model.onnx_data"), unet(weights)));
    }

    ModelProto textEncoder(Weights weights, int faceWidth) {
        return retyped(typed(TinyTextEncoder.graph(weights, faceWidth), weights), "input_ids", idType, 2);
    }

    ModelProto unet(Weights weights) {
        DataType type = timestepType == DataType.FLOAT && weights.half() ? DataType.FLOAT16 : timestepType;
        return retyped(typed(new TinyUnet(weights).graph(), weights), "timestep", type, timestepRank);
    }

    static void write(Path file, ModelProto model) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, model.toByteArray());
    }

    /** As converters to half precision leave it: weights, inputs and outputs; scales of Resize are float32 by definition. */
    private static ModelProto typed(ModelProto model, Weights weights) {
        if (!weights.half()) {
            return model;
        }
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            if (Tensors.type(tensor) == DataType.FLOAT && !tensor.getName().contains("scales")) {
                graph.setInitializer(i, half(tensor));
            }
        }
        for (ValueInfoProto.Builder value : graph.getInputBuilderList()) {
            value.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT16_VALUE);
        }
        for (ValueInfoProto.Builder value : graph.getOutputBuilderList()) {
            value.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT16_VALUE);
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static TensorProto half(TensorProto tensor) {
        double[] values = Tensors.values(tensor);
        ByteBuffer raw = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            raw.putShort(Fp16Conversions.floatToFp16((float) value));
        }
        return tensor.toBuilder()
                .setDataType(DataType.FLOAT16_VALUE)
                .setRawData(ByteString.copyFrom(raw.flip()))
                .build();
    }

    private static ModelProto retyped(ModelProto model, String input, DataType type, int rank) {
        ModelProto.Builder changed = model.toBuilder();
        for (ValueInfoProto.Builder value : changed.getGraphBuilder().getInputBuilderList()) {
            if (value.getName().equals(input)) {
                TypeProto.Tensor.Builder tensor = value.getTypeBuilder().getTensorTypeBuilder();
                tensor.setElemType(type.getNumber());
                if (rank == 0) {
                    tensor.setShape(TensorShapeProto.getDefaultInstance());
                }
            }
        }
        return changed.build();
    }

    private static ModelProto externalWeights(Path file, ModelProto model) throws IOException {
        ModelProto.Builder changed = model.toBuilder();
        ByteString all = ByteString.EMPTY;
        for (TensorProto.Builder tensor : changed.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getDataType() == DataType.INT64_VALUE || tensor.getName().contains("scales")) {
                continue;
            }
            ByteString raw = tensor.getRawData();
            tensor.clearRawData()
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", file.getFileName().toString()))
                    .addExternalData(entry("offset", Integer.toString(all.size())))
                    .addExternalData(entry("length", Integer.toString(raw.size())));
            all = all.concat(raw);
        }
        Files.createDirectories(file.getParent());
        Files.write(file, all.toByteArray());
        return changed.build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
