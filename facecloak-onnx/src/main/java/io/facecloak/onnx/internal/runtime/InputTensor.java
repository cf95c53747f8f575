package io.facecloak.onnx.internal.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Converts float32 values to the type of number that a graph's input has. */
final class InputTensor {

    private InputTensor() {}

    /** @throws OrtException if the engine refuses the tensor, or there is no way from floats to the type */
    static OnnxTensor of(OrtEnvironment environment, OnnxJavaType type, FloatTensor tensor) throws OrtException {
        FloatBuffer values = tensor.data().duplicate();
        long[] shape = tensor.shape();
        return switch (type) {
            case FLOAT -> OnnxTensor.createTensor(environment, values, shape);
            case FLOAT16 ->
                OnnxTensor.createTensor(
                        environment, Fp16Conversions.convertFloatBufferToFp16Buffer(values), shape, type);
            case BFLOAT16 ->
                OnnxTensor.createTensor(
                        environment, Fp16Conversions.convertFloatBufferToBf16Buffer(values), shape, type);
            case INT32 -> OnnxTensor.createTensor(environment, integers(values), shape);
            case INT64 -> OnnxTensor.createTensor(environment, longs(values), shape);
            default -> throw new OrtException("its inputs have the type " + type + "; export it in float32 or float16");
        };
    }

    private static IntBuffer integers(FloatBuffer values) {
        IntBuffer integers = bytes(values.remaining(), Integer.BYTES).asIntBuffer();
        while (values.hasRemaining()) {
            integers.put((int) values.get());
        }
        return integers.flip();
    }

    private static LongBuffer longs(FloatBuffer values) {
        LongBuffer longs = bytes(values.remaining(), Long.BYTES).asLongBuffer();
        while (values.hasRemaining()) {
            longs.put((long) values.get());
        }
        return longs.flip();
    }

    private static ByteBuffer bytes(int count, int width) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(count, width)).order(ByteOrder.nativeOrder());
    }
}
