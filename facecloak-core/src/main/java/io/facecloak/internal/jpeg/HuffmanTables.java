package io.facecloak.internal.jpeg;

import java.util.Arrays;

/** The Huffman tables in effect, as DHT segments define and redefine them. */
final class HuffmanTables {

    /** DC, then AC. */
    private final HuffmanDecoder[][] tables = new HuffmanDecoder[2][4];

    private final HuffmanEncoder[][] encoders = new HuffmanEncoder[2][4];

    /** @param segment without marker and length */
    void define(byte[] segment) throws JpegStreamException {
        int at = 0;
        while (at < segment.length) {
            int kind = segment[at] >> 4 & 0xf;
            int number = segment[at] & 0xf;
            if (kind > 1 || number > 3 || at + 17 > segment.length) {
                throw new JpegStreamException("bad Huffman table");
            }
            int[] counts = new int[16];
            int total = 0;
            for (int i = 0; i < 16; i++) {
                counts[i] = segment[at + 1 + i] & 0xff;
                total += counts[i];
            }
            at += 17;
            if (total > 256 || at + total > segment.length) {
                throw new JpegStreamException("bad Huffman table");
            }
            byte[] symbols = Arrays.copyOfRange(segment, at, at + total);
            tables[kind][number] = new HuffmanDecoder(counts, symbols);
            encoders[kind][number] = HuffmanEncoder.of(counts, symbols);
            at += total;
        }
    }

    HuffmanDecoder dc(int number) throws JpegStreamException {
        return required(tables[0][number]);
    }

    HuffmanDecoder ac(int number) throws JpegStreamException {
        return required(tables[1][number]);
    }

    /** Writes with the tables in effect now. */
    EntropyWriter writer(JpegOutput out) {
        return new EntropyWriter(encoders[0].clone(), encoders[1].clone(), out);
    }

    private static HuffmanDecoder required(HuffmanDecoder table) throws JpegStreamException {
        if (table == null) {
            throw new JpegStreamException("a scan without its Huffman table");
        }
        return table;
    }
}
