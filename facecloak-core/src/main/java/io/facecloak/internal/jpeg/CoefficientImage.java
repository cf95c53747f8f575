package io.facecloak.internal.jpeg;

import java.util.List;

/**
 * A baseline or progressive JPEG file as its quantised coefficients. {@link #encode} writes the same coefficients with the same
 * quantisation tables, sampling, scans and restart intervals, but with Huffman tables made to measure; {@link #add} changes those of
 * single blocks before. Metadata (APPn, COM) is left out. Not thread-safe.
 *
 * <p>Takes two bytes per coefficient: for 4:2:0, as much as the decoded picture in 24-bit RGB; for 4:4:4, twice that.
 */
final class CoefficientImage {

    private final FrameHeader frame;
    private final Coefficients[] planes;
    private final int[][] steps;
    private final List<Segment> head;
    private final List<ScanHeader> scans;
    private final int expectedSize;

    /**
     * @param steps quantisation table of each component, in zigzag order
     * @param head quantisation tables and frame header, as they came
     */
    CoefficientImage(
            FrameHeader frame,
            Coefficients[] planes,
            int[][] steps,
            List<Segment> head,
            List<ScanHeader> scans,
            int expectedSize) {
        this.frame = frame;
        this.planes = planes;
        this.steps = steps;
        this.head = List.copyOf(head);
        this.scans = List.copyOf(scans);
        this.expectedSize = expectedSize;
    }

    /**
     * Reads a file. What follows its first picture is ignored.
     *
     * @param maxPixels width times height at most; checked before anything is allocated
     * @throws JpegStreamException if the picture is larger, if the file is broken, also where decoders would go on with a warning, or is neither baseline, extended
     *     sequential nor progressive with 8 bits and Huffman codes, or does not tell all bits of all coefficients
     */
    static CoefficientImage read(byte[] file, long maxPixels) throws JpegStreamException {
        return CoefficientReader.read(file, maxPixels);
    }

    /**
     * Changes the blocks in which samples change, and no others. In subsampled components a block covers more than 8×8 pixels, and decoders
     * blend samples across its border by up to one sample.
     *
     * @param changes of the picture as it is stored
     * @param model of the file
     * @throws JpegStreamException if the sampling factors do not divide each other
     * @throws IllegalArgumentException if the changes do not fit the picture or the model
     */
    void add(SampleChanges changes, ColourModel model) throws JpegStreamException {
        ComponentChange[] parts = ComponentChange.of(frame, steps, changes, model);
        for (int i = 0; i < parts.length; i++) {
            parts[i].addTo(planes[i]);
        }
    }

    /**
     * The file.
     *
     * @throws JpegStreamException if coefficients beyond the usual range cannot be told
     */
    byte[] encode() throws JpegStreamException {
        JpegOutput out = new JpegOutput(expectedSize);
        out.marker(Markers.SOI);
        head.forEach(out::segment);
        int interval = 0;
        for (ScanHeader scan : scans) {
            if (scan.restartInterval() != interval) {
                interval = scan.restartInterval();
                out.segment(new Segment(Markers.DRI, new byte[] {(byte) (interval >> 8), (byte) interval}));
            }
            encode(scan, out);
        }
        out.marker(Markers.EOI);
        return out.toByteArray();
    }

    private void encode(ScanHeader scan, JpegOutput out) throws JpegStreamException {
        SymbolCounter counter = new SymbolCounter();
        visit(scan, counter);
        HuffmanEncoder[] dc = counter.dcTables();
        HuffmanEncoder[] ac = counter.acTables();
        define(dc, 0, out);
        define(ac, 0x10, out);
        out.segment(new Segment(Markers.SOS, scan.data()));
        visit(scan, new EntropyWriter(dc, ac, out));
        out.align();
    }

    private void visit(ScanHeader scan, EntropySink sink) throws JpegStreamException {
        BlockCoder coder = frame.progressive() ? new ProgressiveEncoder(scan, sink) : new SequentialEncoder(scan, sink);
        ScanOrder.visit(frame, scan, new StoredBlocks(scan, planes, coder));
    }

    private static void define(HuffmanEncoder[] tables, int kind, JpegOutput out) {
        for (int i = 0; i < tables.length; i++) {
            if (tables[i] != null) {
                byte[] definition = tables[i].definition();
                byte[] data = new byte[definition.length + 1];
                data[0] = (byte) (kind | i);
                System.arraycopy(definition, 0, data, 1, definition.length);
                out.segment(new Segment(Markers.DHT, data));
            }
        }
    }

    FrameHeader frame() {
        return frame;
    }

    /** The coefficients of a component. */
    Coefficients plane(int component) {
        return planes[component];
    }
}
