package io.facecloak.image.jpeg;

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
        predictions[position] = DcDifference.read(dc[position], in, predictions[position]);
        values[offset] = (short) predictions[position];
        HuffmanDecoder table = ac[position];
        int k = 1;
        while (k < 64) {
            int symbol = table.next(in);
            int size = symbol & 0xf;
            int run = symbol >> 4;
            if (size == 0) {
                if (run != 15) {
                    return;
                }
                k += 16;
                if (k > 64) {
                    throw new JpegStreamException("a block of more than 64 coefficients");
                }
            } else {
                k += run;
                if (k > 63) {
                    throw new JpegStreamException("a block of more than 64 coefficients");
                }
                values[offset + k++] = (short) in.readSigned(size);
            }
        }
    }

    @Override
    public void restart(int number) throws JpegStreamException {
        in.passRestart(number);
        Arrays.fill(predictions, 0);
    }

    @Override
    public void end() {}
}
