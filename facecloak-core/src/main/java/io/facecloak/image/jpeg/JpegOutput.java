package io.facecloak.image.jpeg;

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

    void segment(int marker, byte[] data) {
        marker(marker);
        put(data.length + 2 >> 8);
        put(data.length + 2);
        for (byte value : data) {
            put(value);
        }
    }

    /** The lowest {@code count} bits, 0..16. */
    void bits(int value, int count) {
        bits = bits << count | value & (1L << count) - 1;
        pending += count;
        while (pending >= 8) {
            pending -= 8;
            int next = (int) (bits >>> pending) & 0xff;
            put(next);
            if (next == 0xff) {
                put(0);
            }
        }
    }

    /** Completes the last byte with ones. */
    void align() {
        bits(0x7f, 7);
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
