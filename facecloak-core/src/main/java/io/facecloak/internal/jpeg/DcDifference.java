package io.facecloak.internal.jpeg;

/** DC coefficients are told as the difference from the block before. */
final class DcDifference {

    private DcDifference() {}

    static int read(HuffmanDecoder table, BitReader in, int prediction) throws JpegStreamException {
        int size = table.next(in);
        if (size > 15) {
            throw new JpegStreamException("a DC coefficient out of range");
        }
        int value = prediction + in.readSigned(size);
        if (value != (short) value) {
            throw new JpegStreamException("a DC coefficient out of range");
        }
        return value;
    }

    static void write(EntropySink out, int table, int difference) throws JpegStreamException {
        int size = SignedBits.size(difference);
        if (size > 15) {
            throw new JpegStreamException("a DC coefficient out of range");
        }
        out.dcSymbol(table, size);
        out.bits(SignedBits.of(difference), size);
    }
}
