package io.facecloak.internal.jpeg;

/** Is led through the blocks of a scan. */
interface BlockVisitor {

    /**
     * @param position of the block's component in the scan header
     * @param row of the component's grid of blocks, also of those that only complete an MCU
     * @param column as {@code row}
     */
    void block(int position, int row, int column) throws JpegStreamException;

    /** @param number 0..7, of the restart marker that stands here */
    void restart(int number) throws JpegStreamException;

    /** After the last block. */
    void end() throws JpegStreamException;
}
