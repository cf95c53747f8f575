package io.facecloak.optimize;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A float32 ND4J array together with the direct buffer behind it, which the embedders read and write without a copy. Only this class
 * touches ND4J, so its native library is loaded when the first array is made.
 *
 * <p>The arithmetic of a step is done in plain loops over heap copies: on an aligned face (37,632 values) single ND4J operations were
 * measured at 0.1 to 8 ms, reductions worst, where a loop needs less than 0.1 ms and the copy 0.01 ms; and the order of ND4J's
 * parallel sums depends on the machine's load, which would make equal seeds give unequal cloaks.
 */
final class SharedArray implements AutoCloseable {

    private final INDArray array;
    private final FloatBuffer buffer;
    private final int partLength;

    /** An array of this shape; its values are undefined until they are written. */
    SharedArray(long... shape) {
        // Detached: in a workspace that the caller has open, the memory would not be ours to free.
        array = Nd4j.createUninitializedDetached(DataType.FLOAT, shape);
        buffer = array.data().asNioFloat();
        partLength = buffer.limit() / (int) shape[0];
    }

    /** All values, from index 0 to the limit. Not to be used after {@link #close()}. */
    FloatBuffer buffer() {
        return buffer;
    }

    float[] toArray() {
        float[] values = new float[buffer.limit()];
        buffer.get(0, values);
        return values;
    }

    void set(float[] values) {
        buffer.put(0, values);
    }

    /** A copy of part {@code index} along the first dimension. */
    float[] part(int index) {
        float[] values = new float[partLength];
        buffer.get(index * partLength, values);
        return values;
    }

    void setPart(int index, float[] values) {
        buffer.put(index * partLength, values);
    }

    /** Frees the native memory at once. */
    @Override
    public void close() {
        array.close();
    }
}
