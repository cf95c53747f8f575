package io.facecloak.internal.jpeg;

import java.util.Arrays;

/** Reads the blocks of a sequential scan (T.81 F.2.2). */
final class SequentialDecoder implements BlockCoder {

    private final BitReader in;
    private final HuffmanDecoder[] dc;
    private final HuffmanDecoder[] ac;
    private final int[] predictions;

    SequentialDecoder(ScanHeader scan, HuffmanTables tables, BitReader in) throws JpegStreamException {
        int count = scan.components().length;
        this.in = in;
        this.dc = new HuffmanDecoder[count];
        this.ac = new HuffmanDecoder[count];
        this.predictions = new int[count];
        for (int i = 0; i < count; i++) {
            dc[i] = tables.dc(scan.dcTables()[i]);
            ac[i] = tables.ac(scan.acTables()[i]);
        }
    }

    @Override
    public void block(int position, short[] values, int offset) throws JpegStreamException {
        values[offset] = dc(position);
        HuffmanDecoder table = ac[position];
        int k = 1;
        while (k < 64) {
            int symbol = table.next(in);
            int size = symbol & 0xf;
            k = after(k, symbol);
            if (size > 0) {
                values[offset + k - 1] = (short) in.readSigned(size);
            }
        }
    }

    /** The first part of a block. */
    short dc(int position) throws JpegStreamException {
        predictions[position] = DcDifference.read(dc[position], in, predictions[position]);
        return (short) predictions[position];
    }

    /** Passes over the second part of a block. */
    void skipAc(int position) throws JpegStreamException {
        HuffmanDecoder table = ac[position];
        int k = 1;
        while (k < 64) {
            int symbol = table.next(in);
            k = after(k, symbol);
            in.skip(symbol & 0xf);
        }
    }

    /** The first coefficient that a symbol leaves open, 64 if it leaves none. */
    private static int after(int k, int symbol) throws JpegStreamException {
        int run = symbol >> 4;
        if ((symbol & 0xf) == 0 && run != 15) {
            return 64;
        }
        int next = k + run + 1;
        if (next > 64) {
            throw new JpegStreamException("a block of more than 64 coefficients");
        }
        return next;
    }

    /** The DC coefficient that the next block of a component refers to. */
    int prediction(int position) {
        return predictions[position];
    }

    @Override
    public void restart(int number) throws JpegStreamException {
        in.passRestart(number);
        Arrays.fill(predictions, 0);
    }

    @Override
    public void end() {}
}
