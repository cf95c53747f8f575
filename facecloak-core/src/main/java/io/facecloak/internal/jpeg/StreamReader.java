package io.facecloak.internal.jpeg;

import java.util.Arrays;

/** Leads a handler through the markers and scans of a file. For one file, once. */
final class StreamReader {

    /** Each scan visits all blocks of its components, however few bytes it has; encoders write about ten. */
    private static final int MAX_SCANS = 100;

    private final byte[] file;
    private final long maxPixels;
    private final HuffmanTables huffman = new HuffmanTables();
    private final int[][] quantisation = new int[4][];
    private final StreamHandler handler;
    private FrameHeader frame;
    private Progression progression;
    private int scans;
    private int restartInterval;

    StreamReader(byte[] file, long maxPixels, StreamHandler handler) {
        this.file = file;
        this.maxPixels = maxPixels;
        this.handler = handler;
    }

    /** Up to the end of the picture. */
    void read() throws JpegStreamException {
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
        requireComplete();
    }

    private void requireComplete() throws JpegStreamException {
        if (scans == 0) {
            throw new JpegStreamException("no picture data");
        }
        progression.requireComplete();
    }

    private void define(Segment segment) throws JpegStreamException {
        byte[] data = segment.data();
        switch (segment.marker()) {
            case Markers.DQT -> {
                if (scans > 0) {
                    throw new JpegStreamException("quantisation tables between scans");
                }
                for (QuantisationTable table : QuantisationTable.parse(data)) {
                    define(table);
                }
            }
            case Markers.SOF0, Markers.SOF1, Markers.SOF2 -> begin(FrameHeader.parse(segment.marker(), data));
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
                return;
            }
        }
        handler.segment(segment);
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
        if (scans == MAX_SCANS) {
            throw new JpegStreamException("more than " + MAX_SCANS + " scans");
        }
        ScanHeader scan = ScanHeader.parse(data, frame, restartInterval);
        progression.add(scan);
        if (scans == 0) {
            handler.begin(frame, steps());
        }
        scans++;
        BitReader in = new BitReader(file, at);
        handler.scan(scan, huffman, in);
        return in.findMarker();
    }

    private int[][] steps() throws JpegStreamException {
        int[][] steps = new int[frame.components().size()][];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = quantisation[frame.components().get(i).table()];
            if (steps[i] == null) {
                throw new JpegStreamException("a component without its quantisation table");
            }
        }
        return steps;
    }
}
