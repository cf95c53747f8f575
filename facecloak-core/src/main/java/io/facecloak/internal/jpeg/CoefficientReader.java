package io.facecloak.internal.jpeg;

import java.util.ArrayList;
import java.util.List;

/** Stores the coefficients of all scans. For one file, once. */
final class CoefficientReader implements StreamHandler {

    private final List<Segment> head = new ArrayList<>();
    private final List<ScanHeader> scans = new ArrayList<>();
    private FrameHeader frame;
    private int[][] steps;
    private Coefficients[] planes;

    static CoefficientImage read(byte[] file, long maxPixels) throws JpegStreamException {
        CoefficientReader reader = new CoefficientReader();
        new StreamReader(file, maxPixels, reader).read();
        return new CoefficientImage(reader.frame, reader.planes, reader.steps, reader.head, reader.scans, file.length);
    }

    @Override
    public void segment(Segment segment) {
        // Huffman tables are made anew, and each scan brings its restart interval.
        if (segment.marker() != Markers.DHT && segment.marker() != Markers.DRI) {
            head.add(segment);
        }
    }

    @Override
    public void begin(FrameHeader frame, int[][] steps) throws JpegStreamException {
        this.frame = frame;
        this.steps = steps;
        this.planes = new Coefficients[steps.length];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = new Coefficients(frame.components().get(i));
        }
    }

    @Override
    public void scan(ScanHeader scan, HuffmanTables tables, BitReader in) throws JpegStreamException {
        BlockCoder decoder = frame.progressive()
                ? new ProgressiveDecoder(scan, tables, in)
                : new SequentialDecoder(scan, tables, in);
        ScanOrder.visit(frame, scan, new StoredBlocks(scan, planes, decoder));
        scans.add(scan);
    }
}
