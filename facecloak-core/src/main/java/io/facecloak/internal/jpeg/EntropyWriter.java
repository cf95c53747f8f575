package io.facecloak.internal.jpeg;

/** Writes symbols with their Huffman codes. */
final class EntropyWriter implements EntropySink {

    private final HuffmanEncoder[] dc;
    private final HuffmanEncoder[] ac;
    private final JpegOutput out;

    EntropyWriter(HuffmanEncoder[] dc, HuffmanEncoder[] ac, JpegOutput out) {
        this.dc = dc;
        this.ac = ac;
        this.out = out;
    }

    @Override
    public void dcSymbol(int table, int symbol) throws NotPatchableException {
        out.bits(dc[table].code(symbol), size(dc[table], symbol));
    }

    @Override
    public void acSymbol(int table, int symbol) throws NotPatchableException {
        out.bits(ac[table].code(symbol), size(ac[table], symbol));
    }

    @Override
    public void acSymbol(int table, int symbol, int value, int count) throws NotPatchableException {
        int code = ac[table].code(symbol) << count | value & (1 << count) - 1;
        out.bits(code, size(ac[table], symbol) + count);
    }

    private static int size(HuffmanEncoder table, int symbol) throws NotPatchableException {
        int size = table.size(symbol);
        if (size == 0) {
            throw new NotPatchableException("a Huffman table without a code for " + symbol);
        }
        return size;
    }

    @Override
    public void bits(int value, int count) {
        out.bits(value, count);
    }

    @Override
    public void restart(int number) {
        out.align();
        out.marker(Markers.RST0 + number);
    }
}
