package io.facecloak.internal.jpeg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bits written and read in whole words are those written and read one by one. */
class JpegOutputTest {

    /** Many ones, so that many bytes are stuffed. */
    private static final int NUMBERS = 5000;

    private final Random random = new Random(3);
    private final int[] values = new int[NUMBERS];
    private final int[] counts = new int[NUMBERS];

    JpegOutputTest() {
        for (int i = 0; i < NUMBERS; i++) {
            counts[i] = random.nextInt(17);
            values[i] = random.nextInt(3) == 0 ? random.nextInt() : -1;
        }
    }

    @Test
    void bytesAreStuffedWhereverTheyLieInAWord() {
        JpegOutput out = new JpegOutput(0);
        StringBuilder bits = new StringBuilder();
        for (int i = 0; i < NUMBERS; i++) {
            out.bits(values[i], counts[i]);
            for (int bit = counts[i] - 1; bit >= 0; bit--) {
                bits.append(values[i] >>> bit & 1);
            }
        }
        out.align();
        assertArrayEquals(stuffed(bits), out.toByteArray());
    }

    private static byte[] stuffed(StringBuilder bits) {
        while (bits.length() % 8 != 0) {
            bits.append('1');
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < bits.length(); i += 8) {
            int value = Integer.parseInt(bits.substring(i, i + 8), 2);
            bytes.write(value);
            if (value == 0xff) {
                bytes.write(0);
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void theReaderGetsBackWhatWasWritten() throws JpegStreamException {
        JpegOutput out = new JpegOutput(0);
        for (int i = 0; i < NUMBERS; i++) {
            out.bits(values[i], counts[i]);
        }
        out.align();
        out.marker(Markers.EOI);
        byte[] bytes = out.toByteArray();
        BitReader in = new BitReader(bytes, 0);
        for (int i = 0; i < NUMBERS; i++) {
            assertEquals(values[i] & (1 << counts[i]) - 1, in.read(counts[i]));
        }
        assertEquals(bytes.length - 2, in.findMarker());
    }

    @Test
    void aWordHasFfWhereOneOfItsBytesIs() {
        for (int i = 0; i < 100_000; i++) {
            int[] bytes = random.ints(4, 0, 5)
                    .map(kind -> new int[] {0, 0xff, 0xfe, 0x80, random.nextInt(256)}[kind])
                    .toArray();
            int word = bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
            assertEquals(
                    Arrays.stream(bytes).anyMatch(value -> value == 0xff),
                    WholeWords.hasFf(word),
                    () -> Integer.toHexString(word));
        }
    }
}
