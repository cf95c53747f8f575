package io.facecloak.internal.jpeg;

/** Reads or writes the part of each block that a scan tells. */
interface BlockCoder {

    /**
     * @param position of the block's component in the scan header
     * @param values of the component
     * @param offset of the block's first coefficient
     */
    void block(int position, short[] values, int offset) throws JpegStreamException;

    /** @param number 0..7, of the restart marker that stands here */
    void restart(int number) throws JpegStreamException;

    /** After the last block. */
    void end() throws JpegStreamException;
}
