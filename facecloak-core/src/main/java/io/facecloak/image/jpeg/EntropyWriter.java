package io.facecloak.image.jpeg;

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
    public void dcSymbol(int table, int symbol) {
        out.bits(dc[table].code(symbol), dc[table].size(symbol));
    }

    @Override
    public void acSymbol(int table, int symbol) {
        out.bits(ac[table].code(symbol), ac[table].size(symbol));
    }

    @Override
    public void acSymbol(int table, int symbol, int value, int count) {
        int code = ac[table].code(symbol) << count | value & (1 << count) - 1;
        out.bits(code, ac[table].size(symbol) + count);
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
