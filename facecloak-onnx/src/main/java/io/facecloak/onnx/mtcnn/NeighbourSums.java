package io.facecloak.onnx.mtcnn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Sums of neighbouring pixels in rows of interleaved bytes. Bytes are read in pairs, as 16-bit numbers, and those in even and in odd columns
 * are summed apart: loops over arrays of one type become vector instructions, loops that widen bytes do not. Not thread-safe.
 */
final class NeighbourSums {

    /** Most pixels of a sum, so that it fits into 16 bits. */
    static final int MAXIMUM_PIXELS = 256;

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final int pixelStride;
    private final int factor;
    private final int length;
    private final char[] pairs;

    /** Of each even column; 0 behind the row. */
    private final char[] even;

    private final char[] odd;

    /** Of each even column and those of the next {@code factor} − 1 pixels. */
    private final char[] evenSums;

    private final char[] oddSums;
    private final char[] shifted;

    /**
     * @param pixelStride bytes from a pixel to the next
     * @param length bytes of a row
     * @param factor neighbours in a row that share a sum
     */
    NeighbourSums(byte[] bytes, int pixelStride, int length, int factor) {
        this.bytes = bytes;
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.pixelStride = pixelStride;
        this.factor = factor;
        this.length = length;
        this.pairs = new char[length / 2];
        int columns = (length + 1) / 2 + factor * pixelStride;
        this.even = new char[columns];
        this.odd = new char[columns];
        this.evenSums = new char[columns];
        this.oddSums = new char[columns];
        this.shifted = new char[columns];
    }

    int factor() {
        return factor;
    }

    /**
     * Sums up {@code rows} rows.
     *
     * @param start index of the first one
     * @param rows at most {@value #MAXIMUM_PIXELS} / factor
     */
    void sum(int start, int rows, int rowStride) {
        Arrays.fill(even, (char) 0);
        Arrays.fill(odd, (char) 0);
        for (int row = 0, at = start; row < rows; row++, at += rowStride) {
            buffer.position(at).asCharBuffer().get(pairs);
            for (int i = 0; i < pairs.length; i++) {
                even[i] += pairs[i] & 0xff;
            }
            for (int i = 0; i < pairs.length; i++) {
                odd[i] += pairs[i] >>> 8;
            }
            if (length % 2 == 1) {
                even[pairs.length] += bytes[at + length - 1] & 0xff;
            }
        }
        System.arraycopy(even, 0, evenSums, 0, even.length);
        System.arraycopy(odd, 0, oddSums, 0, odd.length);
        for (int neighbour = 1; neighbour < factor; neighbour++) {
            int distance = neighbour * pixelStride;
            boolean sameParity = distance % 2 == 0;
            addShifted(evenSums, sameParity ? even : odd, distance / 2);
            addShifted(oddSums, sameParity ? odd : even, (distance + 1) / 2);
        }
    }

    private void addShifted(char[] sums, char[] columns, int shift) {
        // Copied, since a loop over differing indices becomes no vector instructions.
        int count = columns.length - shift;
        System.arraycopy(columns, shift, shifted, 0, count);
        for (int i = 0; i < count; i++) {
            sums[i] += shifted[i];
        }
    }

    /** Adds the sums of a colour to {@code target}: element x gets those of the pixels from x · factor on. */
    void addTo(int[] target, int count, int band) {
        int step = factor * pixelStride;
        if (step % 2 == 0) {
            char[] sums = band % 2 == 0 ? evenSums : oddSums;
            for (int x = 0, at = band / 2; x < count; x++, at += step / 2) {
                target[x] += sums[at];
            }
        } else {
            for (int x = 0, column = band; x < count; x++, column += step) {
                target[x] += column % 2 == 0 ? evenSums[column / 2] : oddSums[column / 2];
            }
        }
    }
}
