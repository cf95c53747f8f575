package io.facecloak.internal.jpeg;

/** A Huffman table as a file defines it, ready for decoding (T.81 C, F.2.2.3). Immutable. */
final class HuffmanDecoder {

    /** Codes of up to so many bits are looked up at once. */
    private static final int LOOKUP = 9;

    private final byte[] symbols;

    /** Length and symbol of the code that begins with the index; 0 if it is longer. */
    private final short[] lookup = new short[1 << LOOKUP];

    /** The first number, of 16 bits, that is above all codes of a length. */
    private final int[] limit = new int[17];

    /** What to add to a code of a length to get the index of its symbol. */
    private final int[] shift = new int[17];

    /**
     * @param counts how many codes have a length of 1..16 bits
     * @param symbols in the order of their codes
     */
    HuffmanDecoder(int[] counts, byte[] symbols) throws JpegStreamException {
        this.symbols = symbols;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++) {
            int count = counts[length - 1];
            if (code + count > 1 << length) {
                throw new JpegStreamException("bad Huffman table");
            }
            shift[length] = index - code;
            if (length <= LOOKUP) {
                for (int i = 0; i < count; i++) {
                    fillLookup(code + i, length, symbols[index + i]);
                }
            }
            code += count;
            index += count;
            limit[length] = code << 16 - length;
            code <<= 1;
        }
    }

    private void fillLookup(int code, int length, byte symbol) {
        int free = LOOKUP - length;
        for (int i = 0; i < 1 << free; i++) {
            lookup[(code << free) + i] = (short) (length << 8 | symbol & 0xff);
        }
    }

    /** The next symbol, 0..255. */
    int next(BitReader in) throws JpegStreamException {
        int ahead = in.peek16();
        int found = lookup[ahead >>> 16 - LOOKUP];
        if (found != 0) {
            in.skip(found >>> 8);
            return found & 0xff;
        }
        for (int length = LOOKUP + 1; length <= 16; length++) {
            if (ahead < limit[length]) {
                in.skip(length);
                return symbols[(ahead >>> 16 - length) + shift[length]] & 0xff;
            }
        }
        throw new JpegStreamException("bad Huffman code");
    }
}
