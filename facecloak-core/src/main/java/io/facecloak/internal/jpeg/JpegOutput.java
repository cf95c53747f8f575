package io.facecloak.internal.jpeg;

import java.util.Arrays;

/** A JPEG file being written: marker segments, and entropy-coded bits with stuffed zeros. */
final class JpegOutput {

    private byte[] bytes;
    private int length;
    private long bits;
    private int pending;

    JpegOutput(int expected) {
        bytes = new byte[Math.max(1024, expected)];
    }

    void marker(int marker) {
        put(0xff);
        put(marker);
    }

    void segment(Segment segment) {
        for (byte value : segment.encoded()) {
            put(value);
        }
    }

    /** The lowest {@code count} bits, 0..32. */
    void bits(int value, int count) {
        bits = bits << count | value & (1L << count) - 1;
        pending += count;
        if (pending >= Integer.SIZE) {
            pending -= Integer.SIZE;
            putWord((int) (bits >>> pending));
        }
    }

    private void putWord(int word) {
        if (WholeWords.hasFf(word) || length > bytes.length - Integer.BYTES) {
            for (int shift = Integer.SIZE - 8; shift >= 0; shift -= 8) {
                putStuffed(word >>> shift & 0xff);
            }
        } else {
            WholeWords.INT.set(bytes, length, word);
            length += Integer.BYTES;
        }
    }

    private void putStuffed(int value) {
        put(value);
        if (value == 0xff) {
            put(0);
        }
    }

    /** Completes the last byte with ones. */
    void align() {
        bits(0x7f, 7);
        while (pending >= 8) {
            pending -= 8;
            putStuffed((int) (bits >>> pending) & 0xff);
        }
        pending = 0;
    }

    private void put(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, 2L * length));
        }
        bytes[length++] = (byte) value;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }
}
