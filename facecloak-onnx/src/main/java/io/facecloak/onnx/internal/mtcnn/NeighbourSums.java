package io.facecloak.onnx.internal.mtcnn;

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
    private int factor;
    private char[] pairs = {};

    /** Of each even column; 0 behind the row. */
    private char[] even = {};

    private char[] odd = {};

    /** Of each even column and those of the next {@code factor} − 1 pixels. */
    private char[] evenSums = {};

    private char[] oddSums = {};
    private char[] shifted = {};

    /** @param pixelStride bytes from a pixel to the next */
    NeighbourSums(byte[] bytes, int pixelStride) {
        this.bytes = bytes;
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.pixelStride = pixelStride;
    }

    /**
     * Sums up parts of rows.
     *
     * @param start index of the first byte
     * @param length bytes of a row
     * @param rows at most {@value #MAXIMUM_PIXELS} / factor
     * @param neighbours pixels of a row that share a sum
     */
    void sum(int start, int length, int rows, int rowStride, int neighbours) {
        factor = neighbours;
        int columns = (length + 1) / 2 + factor * pixelStride;
        reserve(columns);
        Arrays.fill(even, 0, columns, (char) 0);
        Arrays.fill(odd, 0, columns, (char) 0);
        int count = length / 2;
        for (int row = 0, at = start; row < rows; row++, at += rowStride) {
            buffer.position(at).asCharBuffer().get(pairs, 0, count);
            for (int i = 0; i < count; i++) {
                even[i] = (char) (even[i] + (pairs[i] & 0xff));
                odd[i] = (char) (odd[i] + (pairs[i] >>> 8));
            }
            if (length % 2 == 1) {
                even[count] = (char) (even[count] + (bytes[at + length - 1] & 0xff));
            }
        }
        System.arraycopy(even, 0, evenSums, 0, columns);
        System.arraycopy(odd, 0, oddSums, 0, columns);
        for (int neighbour = 1; neighbour < factor; neighbour++) {
            int distance = neighbour * pixelStride;
            boolean sameParity = distance % 2 == 0;
            addShifted(evenSums, sameParity ? even : odd, distance / 2, columns);
            addShifted(oddSums, sameParity ? odd : even, (distance + 1) / 2, columns);
        }
    }

    private void reserve(int columns) {
        if (even.length < columns) {
            pairs = new char[columns];
            even = new char[columns];
            odd = new char[columns];
            evenSums = new char[columns];
            oddSums = new char[columns];
            shifted = new char[columns];
        }
    }

    private void addShifted(char[] sums, char[] values, int shift, int columns) {
        int count = columns - shift;
        // Copied, since a loop over differing indices becomes no vector instructions.
        System.arraycopy(values, shift, shifted, 0, count);
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
            char[] first = band % 2 == 0 ? evenSums : oddSums;
            char[] second = band % 2 == 0 ? oddSums : evenSums;
            for (int x = 0, at = band / 2; x < count; x += 2, at += step) {
                target[x] += first[at];
            }
            for (int x = 1, at = (band + step) / 2; x < count; x += 2, at += step) {
                target[x] += second[at];
            }
        }
    }
}
