package io.facecloak.heif;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Reads bits, the highest first; behind the end there are zeros. For one reader, once. */
final class Bits {

    /** Sequence headers are short; what follows them is not read. */
    private static final int MAX_HEADER = 4096;

    private final ByteBuffer bytes;
    private long at;

    Bits(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Without the bytes that HEVC puts between zeros, lest a start code arises. */
    static Bits ofHevc(ByteBuffer unit) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        int zeros = 0;
        while (unit.hasRemaining() && plain.size() < MAX_HEADER) {
            byte next = unit.get();
            if (zeros >= 2 && next == 3) {
                zeros = 0;
            } else {
                plain.write(next);
                zeros = next == 0 ? zeros + 1 : 0;
            }
        }
        return new Bits(ByteBuffer.wrap(plain.toByteArray()));
    }

    boolean exhausted() {
        return at > 8L * bytes.limit();
    }

    void skip(int count) {
        at += count;
    }

    /** @param count up to 32 */
    long read(int count) {
        long value = 0;
        for (int i = 0; i < count; i++, at++) {
            int bit = at < 8L * bytes.limit() ? bytes.get((int) (at >> 3)) >> (7 - (at & 7)) & 1 : 0;
            value = value << 1 | bit;
        }
        return value;
    }

    /** A number in Exp-Golomb code, as HEVC's {@code ue(v)} and AV1's {@code uvlc}. */
    long readExponential() {
        int zeros = 0;
        while (!exhausted() && zeros < 32 && read(1) == 0) {
            zeros++;
        }
        return (1L << zeros) - 1 + read(zeros);
    }
}
