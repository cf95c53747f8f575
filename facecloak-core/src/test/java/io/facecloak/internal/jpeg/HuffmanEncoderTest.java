package io.facecloak.internal.jpeg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HuffmanEncoderTest {

    @Test
    void codesOfEveryDistributionAreDecodedAgain() throws JpegStreamException {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            long[] frequencies = new long[256];
            int used = 1 + random.nextInt(256);
            for (int i = 0; i < used; i++) {
                frequencies[random.nextInt(256)] = 1 + (long) Math.exp(random.nextDouble() * 25);
            }
            assertDecodable(frequencies);
        }
    }

    @Test
    void codesAreNoLongerThan16BitsAndNeverAllOnes() throws JpegStreamException {
        // Fibonacci's numbers make the longest codes.
        long[] frequencies = new long[256];
        frequencies[0] = 1;
        frequencies[1] = 1;
        for (int i = 2; i < 60; i++) {
            frequencies[i] = frequencies[i - 1] + frequencies[i - 2];
        }
        assertDecodable(frequencies);
    }

    @Test
    void frequentSymbolsGetShortCodes() {
        long[] frequencies = new long[256];
        frequencies[7] = 1000;
        frequencies[8] = 10;
        frequencies[9] = 9;
        HuffmanEncoder encoder = HuffmanEncoder.of(frequencies);
        assertEquals(1, encoder.size(7));
        assertEquals(2, encoder.size(8));
        assertEquals(3, encoder.size(9));
        assertEquals(0, encoder.size(10));
    }

    private static void assertDecodable(long[] frequencies) throws JpegStreamException {
        HuffmanEncoder encoder = HuffmanEncoder.of(frequencies);
        byte[] definition = encoder.definition();
        int[] counts = new int[16];
        for (int i = 0; i < 16; i++) {
            counts[i] = definition[i] & 0xff;
        }
        HuffmanDecoder decoder = new HuffmanDecoder(counts, Arrays.copyOfRange(definition, 16, definition.length));
        JpegOutput out = new JpegOutput(0);
        for (int symbol = 0; symbol < 256; symbol++) {
            if (frequencies[symbol] > 0) {
                assertTrue(encoder.size(symbol) >= 1 && encoder.size(symbol) <= 16);
                assertTrue(encoder.code(symbol) < (1 << encoder.size(symbol)) - 1, "all ones");
                out.bits(encoder.code(symbol), encoder.size(symbol));
            }
        }
        out.align();
        BitReader in = new BitReader(out.toByteArray(), 0);
        for (int symbol = 0; symbol < 256; symbol++) {
            if (frequencies[symbol] > 0) {
                assertEquals(symbol, decoder.next(in));
            }
        }
    }
}
