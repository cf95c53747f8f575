package io.facecloak.internal.jpeg;

/** What is done with the parts of a file, in their order. */
interface StreamHandler {

    /** A segment that decoders need, other than scan headers. */
    void segment(Segment segment);

    /**
     * Before the first scan.
     *
     * @param steps quantisation table of each component, in zigzag order
     */
    void begin(FrameHeader frame, int[][] steps) throws JpegStreamException;

    /**
     * Must read all data of a scan.
     *
     * @param tables in effect
     * @param in where the data begin
     */
    void scan(ScanHeader scan, HuffmanTables tables, BitReader in) throws JpegStreamException;
}
