package io.facecloak.internal.jpeg;

import java.util.Arrays;

/** Writes the blocks of a sequential scan (T.81 F.1.2). */
final class SequentialEncoder implements BlockCoder {

    private final ScanHeader scan;
    private final EntropySink out;
    private final int[] predictions;

    SequentialEncoder(ScanHeader scan, EntropySink out) {
        this.scan = scan;
        this.out = out;
        this.predictions = new int[scan.components().length];
    }

    @Override
    public void block(int position, short[] values, int offset) throws JpegStreamException {
        dc(position, values[offset]);
        int table = scan.acTables()[position];
        int run = 0;
        int end = end(values, offset);
        for (int k = 1; k < end; k++) {
            int value = values[offset + k];
            if (value == 0) {
                run++;
                continue;
            }
            for (; run > 15; run -= 16) {
                out.acSymbol(table, 0xf0);
            }
            int size = SignedBits.size(value);
            if (size > 15) {
                throw new JpegStreamException("an AC coefficient out of range");
            }
            out.acSymbol(table, run << 4 | size, SignedBits.of(value), size);
            run = 0;
        }
        if (end < 64) {
            out.acSymbol(table, 0);
        }
    }

    /** The first part of a block. */
    void dc(int position, int value) throws JpegStreamException {
        DcDifference.write(out, scan.dcTables()[position], value - predictions[position]);
        predictions[position] = value;
    }

    /** The DC coefficient that the next block of a component refers to. */
    int prediction(int position) {
        return predictions[position];
    }

    /** A block was written by other means. */
    void passed(int position, int dc) {
        predictions[position] = dc;
    }

    /** Behind the last coefficient that is not zero, at least 1. Most are zero: four at once. */
    private static int end(short[] values, int offset) {
        int end = 64;
        while (end > 4
                && (values[offset + end - 1]
                                | values[offset + end - 2]
                                | values[offset + end - 3]
                                | values[offset + end - 4])
                        == 0) {
            end -= 4;
        }
        while (end > 1 && values[offset + end - 1] == 0) {
            end--;
        }
        return end;
    }

    @Override
    public void restart(int number) {
        out.restart(number);
        Arrays.fill(predictions, 0);
    }

    @Override
    public void end() {}
}
