package io.facecloak.internal.jpeg;

import java.util.Arrays;

/** Reads the blocks of a progressive scan of any of the four kinds (T.81 G.2). */
final class ProgressiveDecoder implements BlockCoder {

    private final ScanHeader scan;
    private final BitReader in;
    private final HuffmanDecoder[] tables;
    private final int[] predictions;
    private final int bit;

    /** Blocks, this one included, that tell no further new coefficients. */
    private int endOfBands;

    ProgressiveDecoder(ScanHeader scan, HuffmanTables tables, BitReader in) throws JpegStreamException {
        int count = scan.components().length;
        this.scan = scan;
        this.in = in;
        this.tables = new HuffmanDecoder[count];
        this.predictions = new int[count];
        this.bit = 1 << scan.low();
        for (int i = 0; i < count; i++) {
            if (scan.start() > 0) {
                this.tables[i] = tables.ac(scan.acTables()[i]);
            } else if (scan.high() == 0) {
                this.tables[i] = tables.dc(scan.dcTables()[i]);
            }
        }
    }

    @Override
    public void block(int position, short[] values, int offset) throws JpegStreamException {
        if (scan.start() == 0) {
            if (scan.high() == 0) {
                firstDc(position, values, offset);
            } else if (in.read(1) != 0) {
                values[offset] |= (short) bit;
            }
        } else if (scan.high() == 0) {
            firstAc(values, offset);
        } else {
            refineAc(values, offset);
        }
    }

    private void firstDc(int position, short[] values, int offset) throws JpegStreamException {
        predictions[position] = DcDifference.read(tables[position], in, predictions[position]);
        values[offset] = shifted(predictions[position]);
    }

    private void firstAc(short[] values, int offset) throws JpegStreamException {
        if (endOfBands > 0) {
            endOfBands--;
            return;
        }
        for (int k = scan.start(); k <= scan.end(); k++) {
            int symbol = tables[0].next(in);
            int size = symbol & 0xf;
            int run = symbol >> 4;
            if (size != 0) {
                k += run;
                requireInBand(k);
                values[offset + k] = shifted(in.readSigned(size));
            } else if (run == 15) {
                k += 15;
            } else {
                endOfBands = (1 << run) + in.read(run) - 1;
                return;
            }
        }
    }

    private void refineAc(short[] values, int offset) throws JpegStreamException {
        int k = scan.start();
        if (endOfBands == 0) {
            for (; k <= scan.end(); k++) {
                int symbol = tables[0].next(in);
                int size = symbol & 0xf;
                int run = symbol >> 4;
                int added = 0;
                if (size == 0) {
                    if (run != 15) {
                        endOfBands = (1 << run) + in.read(run);
                        break;
                    }
                } else if (size == 1) {
                    added = in.read(1) != 0 ? bit : -bit;
                } else {
                    throw new JpegStreamException("a new coefficient of several bits in a refining scan");
                }
                k = skipZeros(values, offset, k, run);
                if (added != 0) {
                    requireInBand(k);
                    values[offset + k] = (short) added;
                }
            }
        }
        if (endOfBands > 0) {
            skipZeros(values, offset, k, 64);
            endOfBands--;
        }
    }

    /** Refines known coefficients on the way to the zero behind {@code run} others. */
    private int skipZeros(short[] values, int offset, int from, int run) throws JpegStreamException {
        int left = run;
        int k = from;
        for (; k <= scan.end(); k++) {
            int value = values[offset + k];
            if (value == 0) {
                if (--left < 0) {
                    return k;
                }
            } else if (in.read(1) != 0) {
                values[offset + k] = (short) (value + (value > 0 ? bit : -bit));
            }
        }
        return k;
    }

    private void requireInBand(int k) throws JpegStreamException {
        if (k > scan.end()) {
            throw new JpegStreamException("a coefficient outside its scan");
        }
    }

    private short shifted(int value) throws JpegStreamException {
        int shifted = value << scan.low();
        if (shifted != (short) shifted) {
            throw new JpegStreamException("a coefficient out of range");
        }
        return (short) shifted;
    }

    @Override
    public void restart(int number) throws JpegStreamException {
        requireNoBlocksLeft();
        in.passRestart(number);
        Arrays.fill(predictions, 0);
    }

    @Override
    public void end() throws JpegStreamException {
        requireNoBlocksLeft();
    }

    private void requireNoBlocksLeft() throws JpegStreamException {
        if (endOfBands > 0) {
            throw new JpegStreamException("a run of blocks beyond the scan");
        }
    }
}
