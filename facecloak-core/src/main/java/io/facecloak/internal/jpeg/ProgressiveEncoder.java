package io.facecloak.internal.jpeg;

import java.util.Arrays;

/** Writes the blocks of a progressive scan of any of the four kinds (T.81 G.1.2). */
final class ProgressiveEncoder implements BlockCoder {

    /** The longest run of blocks that a symbol tells. */
    private static final int MAX_RUN = 0x7fff;

    private final ScanHeader scan;
    private final EntropySink out;
    private final int[] predictions;

    /** Blocks up to this one that tell no further new coefficients, and the refinements of their known ones. */
    private int endOfBands;

    private final BitList refinementsOfRun = new BitList(1024);

    /** Refinements since the last new coefficient of this block. */
    private final BitList refinements = new BitList(64);

    ProgressiveEncoder(ScanHeader scan, EntropySink out) {
        this.scan = scan;
        this.out = out;
        this.predictions = new int[scan.components().length];
    }

    @Override
    public void block(int position, short[] values, int offset) throws JpegStreamException {
        if (scan.start() == 0) {
            int value = values[offset] >> scan.low();
            if (scan.high() == 0) {
                DcDifference.write(out, scan.dcTables()[position], value - predictions[position]);
                predictions[position] = value;
            } else {
                out.bits(value, 1);
            }
        } else if (scan.high() == 0) {
            firstAc(values, offset);
        } else {
            refineAc(values, offset);
        }
    }

    /** The magnitude's bits that this and earlier scans tell. */
    private int told(int value) {
        return Math.abs(value) >> scan.low();
    }

    private void firstAc(short[] values, int offset) throws JpegStreamException {
        int run = 0;
        for (int k = scan.start(); k <= scan.end(); k++) {
            int value = values[offset + k];
            int magnitude = told(value);
            if (magnitude == 0) {
                run++;
                continue;
            }
            flushRun();
            for (; run > 15; run -= 16) {
                symbol(0xf0);
            }
            int size = SignedBits.size(magnitude);
            if (size > 15) {
                throw new JpegStreamException("an AC coefficient out of range");
            }
            symbol(run << 4 | size);
            out.bits(SignedBits.of(value < 0 ? -magnitude : magnitude), size);
            run = 0;
        }
        if (run > 0) {
            endOfBands++;
            if (endOfBands == MAX_RUN) {
                flushRun();
            }
        }
    }

    private void refineAc(short[] values, int offset) throws NotPatchableException {
        int lastNew = lastNew(values, offset);
        int run = 0;
        for (int k = scan.start(); k <= scan.end(); k++) {
            int value = values[offset + k];
            int magnitude = told(value);
            if (magnitude == 0) {
                run++;
                continue;
            }
            // Behind the last new coefficient, runs of zeros belong to the end of the band.
            while (run > 15 && k <= lastNew) {
                flushRun();
                symbol(0xf0);
                run -= 16;
                refinements.moveTo(out);
            }
            if (magnitude > 1) {
                refinements.add(magnitude & 1);
            } else {
                flushRun();
                symbol(run << 4 | 1);
                out.bits(value < 0 ? 0 : 1, 1);
                refinements.moveTo(out);
                run = 0;
            }
        }
        if (run > 0 || !refinements.isEmpty()) {
            endOfBands++;
            refinementsOfRun.takeAll(refinements);
            // Decoders need not keep more than so many bits.
            if (endOfBands == MAX_RUN || refinementsOfRun.size() > 1000 - 63) {
                flushRun();
            }
        }
    }

    private int lastNew(short[] values, int offset) {
        int k = scan.end();
        while (k >= scan.start() && told(values[offset + k]) != 1) {
            k--;
        }
        return k;
    }

    private void flushRun() throws NotPatchableException {
        if (endOfBands > 0) {
            int size = 31 - Integer.numberOfLeadingZeros(endOfBands);
            symbol(size << 4);
            out.bits(endOfBands, size);
            endOfBands = 0;
            refinementsOfRun.moveTo(out);
        }
    }

    private void symbol(int symbol) throws NotPatchableException {
        out.acSymbol(scan.acTables()[0], symbol);
    }

    @Override
    public void restart(int number) throws NotPatchableException {
        flushRun();
        out.restart(number);
        Arrays.fill(predictions, 0);
    }

    @Override
    public void end() throws NotPatchableException {
        flushRun();
    }

    /** Bits that wait for their turn. */
    private static final class BitList {

        private final byte[] bits;
        private int size;

        BitList(int capacity) {
            bits = new byte[capacity];
        }

        int size() {
            return size;
        }

        boolean isEmpty() {
            return size == 0;
        }

        void add(int bit) {
            bits[size++] = (byte) bit;
        }

        void takeAll(BitList other) {
            System.arraycopy(other.bits, 0, bits, size, other.size);
            size += other.size;
            other.size = 0;
        }

        void moveTo(EntropySink out) {
            for (int i = 0; i < size; i++) {
                out.bits(bits[i], 1);
            }
            size = 0;
        }
    }
}
