package io.facecloak.image.jpeg;

import io.facecloak.image.jpeg.CoefficientImage.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Walks through the markers of a file and reads its scans. For one file, once. */
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
        int at = 2;
        while (true) {
            while (at + 1 < file.length && file[at] == (byte) 0xff && file[at + 1] == (byte) 0xff) {
                at++;
            }
            if (at + 1 >= file.length || file[at] != (byte) 0xff) {
                throw new JpegStreamException("no marker at byte " + at);
            }
            int marker = file[at + 1] & 0xff;
            if (marker == Markers.EOI) {
                return finished();
            }
            byte[] data = segment(at + 2);
            at += 4 + data.length;
            if (marker == Markers.SOS) {
                at = scan(data, at);
            } else {
                define(marker, data);
            }
        }
    }

    private byte[] segment(int at) throws JpegStreamException {
        int length = at + 2 <= file.length ? Markers.unsignedShort(file, at) : 0;
        if (length < 2 || at + length > file.length) {
            throw new JpegStreamException("a broken segment at byte " + at);
        }
        return Arrays.copyOfRange(file, at + 2, at + length);
    }

    private CoefficientImage finished() throws JpegStreamException {
        if (scans.isEmpty()) {
            throw new JpegStreamException("no picture data");
        }
        progression.requireComplete();
        return new CoefficientImage(frame, planes, quantisation, head, scans, file.length);
    }

    private void define(int marker, byte[] data) throws JpegStreamException {
        switch (marker) {
            case Markers.DQT -> {
                if (!scans.isEmpty()) {
                    throw new JpegStreamException("quantisation tables between scans");
                }
                defineQuantisation(data);
                head.add(new Segment(marker, data));
            }
            case Markers.SOF0, Markers.SOF1, Markers.SOF2 -> {
                begin(FrameHeader.parse(marker, data));
                head.add(new Segment(marker, data));
            }
            case Markers.DHT -> huffman.define(data);
            case Markers.DRI -> {
                if (data.length != 2) {
                    throw new JpegStreamException("bad restart interval");
                }
                restartInterval = Markers.unsignedShort(data, 0);
            }
            default -> {
                if (!Markers.isMetadata(marker)) {
                    throw new JpegStreamException("a marker of a rare kind: " + Integer.toHexString(marker));
                }
            }
        }
    }

    private void defineQuantisation(byte[] data) throws JpegStreamException {
        int at = 0;
        while (at < data.length) {
            int bytes = (data[at] >> 4 & 0xf) == 0 ? 1 : 2;
            int number = data[at++] & 0xf;
            if (number > 3 || at + 64 * bytes > data.length) {
                throw new JpegStreamException("bad quantisation table");
            }
            int[] table = new int[64];
            for (int k = 0; k < 64; k++) {
                table[k] = bytes == 1 ? data[at + k] & 0xff : Markers.unsignedShort(data, at + 2 * k);
                if (table[k] == 0) {
                    throw new JpegStreamException("bad quantisation table");
                }
            }
            quantisation[number] = table;
            at += 64 * bytes;
        }
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
