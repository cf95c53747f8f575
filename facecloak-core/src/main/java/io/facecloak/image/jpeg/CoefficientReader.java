package io.facecloak.image.jpeg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the tables and scans of a file. For one file, once. */
final class CoefficientReader {

    /** Each scan visits all blocks of its components, however few bytes it has; encoders write about ten. */
    private static final int MAX_SCANS = 100;

    private final byte[] file;
    private final long maxPixels;
    private final HuffmanTables huffman = new HuffmanTables();
    private final int[][] quantisation = new int[4][];
    private final List<Segment> head = new ArrayList<>();
    private final List<ScanHeader> scans = new ArrayList<>();
    private FrameHeader frame;
    private Coefficients[] planes;
    private Progression progression;
    private int restartInterval;

    CoefficientReader(byte[] file, long maxPixels) {
        this.file = file;
        this.maxPixels = maxPixels;
    }

    CoefficientImage read() throws JpegStreamException {
        if (file.length < 2 || (file[0] & 0xff) != 0xff || (file[1] & 0xff) != Markers.SOI) {
            throw new JpegStreamException("no JPEG file");
        }
        SegmentReader segments = new SegmentReader(file);
        while (segments.marker() != Markers.EOI) {
            Segment segment = segments.segment();
            if (segment.marker() == Markers.SOS) {
                segments.moveTo(scan(segment.data(), segments.position()));
            } else {
                define(segment);
            }
        }
        return finished();
    }

    private CoefficientImage finished() throws JpegStreamException {
        if (scans.isEmpty()) {
            throw new JpegStreamException("no picture data");
        }
        progression.requireComplete();
        return new CoefficientImage(frame, planes, quantisation, head, scans, file.length);
    }

    private void define(Segment segment) throws JpegStreamException {
        byte[] data = segment.data();
        switch (segment.marker()) {
            case Markers.DQT -> {
                if (!scans.isEmpty()) {
                    throw new JpegStreamException("quantisation tables between scans");
                }
                for (QuantisationTable table : QuantisationTable.parse(data)) {
                    define(table);
                }
                head.add(segment);
            }
            case Markers.SOF0, Markers.SOF1, Markers.SOF2 -> {
                begin(FrameHeader.parse(segment.marker(), data));
                head.add(segment);
            }
            case Markers.DHT -> huffman.define(data);
            case Markers.DRI -> {
                if (data.length != 2) {
                    throw new JpegStreamException("bad restart interval");
                }
                restartInterval = Markers.unsignedShort(data, 0);
            }
            default -> {
                if (!Markers.isMetadata(segment.marker())) {
                    throw new JpegStreamException("a marker of a rare kind: " + Integer.toHexString(segment.marker()));
                }
            }
        }
    }

    private void define(QuantisationTable table) throws JpegStreamException {
        if (table.number() > 3 || Arrays.stream(table.steps()).anyMatch(step -> step == 0)) {
            throw new JpegStreamException("bad quantisation table");
        }
        quantisation[table.number()] = table.steps();
    }

    private void begin(FrameHeader header) throws JpegStreamException {
        if (frame != null) {
            throw new JpegStreamException("several frames");
        }
        if ((long) header.width() * header.height() > maxPixels) {
            throw new JpegStreamException("more than " + maxPixels + " pixels");
        }
        frame = header;
        progression = new Progression(frame.components().size());
    }

    /** @return where the data end */
    private int scan(byte[] data, int at) throws JpegStreamException {
        if (frame == null) {
            throw new JpegStreamException("a scan before the frame header");
        }
        if (scans.size() == MAX_SCANS) {
            throw new JpegStreamException("more than " + MAX_SCANS + " scans");
        }
        ScanHeader scan = ScanHeader.parse(data, frame, restartInterval);
        progression.add(scan);
        BitReader in = new BitReader(file, at);
        BlockCoder decoder = frame.progressive()
                ? new ProgressiveDecoder(scan, huffman, in)
                : new SequentialDecoder(scan, huffman, in);
        if (planes == null) {
            allocate();
        }
        ScanOrder.visit(frame, scan, planes, decoder);
        scans.add(scan);
        return in.findMarker();
    }

    private void allocate() throws JpegStreamException {
        List<FrameComponent> components = frame.components();
        planes = new Coefficients[components.size()];
        for (int i = 0; i < planes.length; i++) {
            if (quantisation[components.get(i).table()] == null) {
                throw new JpegStreamException("a component without its quantisation table");
            }
            planes[i] = new Coefficients(components.get(i));
        }
    }
}
