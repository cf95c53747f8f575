package io.facecloak.internal.jpeg;

import java.util.Arrays;

/**
 * Writes a sequential scan with other coefficients in the blocks that change. Of the others, the bits are copied; only the DC coefficient
 * of the next block in each component is told anew, because it is a difference. For one scan, once.
 */
final class ScanPatch implements BlockVisitor {

    private final ComponentChange[] changes;
    private final BitReader in;

    /** Stands where the bits begin that are not yet written. */
    private final BitReader unwritten;

    private final SequentialDecoder decoder;
    private final SequentialEncoder encoder;
    private final JpegOutput out;
    private final short[] block = new short[64];

    /**
     * @param changes of the frame's components
     * @param tables for reading and writing
     */
    ScanPatch(ScanHeader scan, ComponentChange[] changes, HuffmanTables tables, BitReader in, JpegOutput out)
            throws JpegStreamException {
        this.changes = new ComponentChange[scan.components().length];
        for (int i = 0; i < this.changes.length; i++) {
            this.changes[i] = changes[scan.components()[i]];
        }
        this.in = in;
        this.unwritten = in.copy();
        this.decoder = new SequentialDecoder(scan, tables, in);
        this.encoder = new SequentialEncoder(scan, tables.writer(out));
        this.out = out;
    }

    @Override
    public void block(int position, int row, int column) throws JpegStreamException {
        if (changes[position].touches(row, column)) {
            change(position, row, column);
        } else {
            keep(position);
        }
    }

    private void change(int position, int row, int column) throws JpegStreamException {
        copy();
        Arrays.fill(block, (short) 0);
        decoder.block(position, block, 0);
        changes[position].addTo(row, column, block, 0);
        encoder.block(position, block, 0);
        drop();
    }

    private void keep(int position) throws JpegStreamException {
        if (decoder.prediction(position) == encoder.prediction(position)) {
            encoder.passed(position, decoder.dc(position));
        } else {
            copy();
            encoder.dc(position, decoder.dc(position));
            drop();
        }
        decoder.skipAc(position);
    }

    /** Writes what was read and is not yet written. */
    private void copy() throws JpegStreamException {
        long count = in.bitsRead() - unwritten.bitsRead();
        for (; count > Integer.SIZE; count -= Integer.SIZE) {
            out.bits(unwritten.read(Integer.SIZE), Integer.SIZE);
        }
        out.bits(unwritten.read((int) count), (int) count);
    }

    /** Forgets what was read and is not yet written. */
    private void drop() throws JpegStreamException {
        long count = in.bitsRead() - unwritten.bitsRead();
        for (; count > Integer.SIZE; count -= Integer.SIZE) {
            unwritten.skip(Integer.SIZE);
        }
        unwritten.skip((int) count);
    }

    @Override
    public void restart(int number) throws JpegStreamException {
        copy();
        decoder.restart(number);
        unwritten.passRestart(number);
        encoder.restart(number);
    }

    @Override
    public void end() throws JpegStreamException {
        copy();
        out.align();
    }
}
