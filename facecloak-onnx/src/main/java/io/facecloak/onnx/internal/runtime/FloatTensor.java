package io.facecloak.onnx.internal.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A float32 tensor in C order.
 *
 * @param data its values, from position to limit; direct buffers in native order are handed to the engine without a copy
 * @param shape its dimensions
 */
public record FloatTensor(FloatBuffer data, long... shape) {

    public FloatTensor {
        long count = 1;
        for (long dimension : shape) {
            count = Math.multiplyExact(count, dimension);
        }
        if (count != data.remaining()) {
            throw new IllegalArgumentException("a tensor of shape " + Arrays.toString(shape) + " needs " + count
                    + " values, got " + data.remaining());
        }
    }

    /** A zeroed tensor on a direct buffer. */
    public static FloatTensor allocate(long... shape) {
        long count = 1;
        for (long dimension : shape) {
            count = Math.multiplyExact(count, dimension);
        }
        return new FloatTensor(allocateBuffer(Math.toIntExact(count)), shape);
    }

    /** A zeroed direct buffer in native order. */
    public static FloatBuffer allocateBuffer(int count) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
