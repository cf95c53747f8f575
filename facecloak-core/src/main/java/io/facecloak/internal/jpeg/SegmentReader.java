package io.facecloak.internal.jpeg;

import java.util.Arrays;

/** Walks through the marker segments of a JPEG file, from behind SOI. Not thread-safe. */
public final class SegmentReader {

    /** For temporary use in arithmetic coding; without a segment. */
    private static final int TEM = 0x01;

    private final byte[] file;
    private int position = 2;

    public SegmentReader(byte[] file) {
        this.file = file;
    }

    /** Where it has come to. */
    public int position() {
        return position;
    }

    /** @param position behind data that somebody else has read */
    void moveTo(int position) {
        this.position = position;
    }

    /**
     * The marker that comes next; the position is then where it begins. What stands before it and is none is passed over, as libjpeg does:
     * fill bytes, stray bytes, and markers without a segment (RST0 to RST7, TEM).
     *
     * @throws JpegStreamException if the file ends before one comes
     */
    public int marker() throws JpegStreamException {
        while (position + 1 < file.length) {
            int marker = file[position + 1] & 0xff;
            if (file[position] != (byte) 0xff || marker == 0xff) {
                position++;
            } else if (marker == 0 || marker == TEM || Markers.isRestart(marker)) {
                position += 2;
            } else {
                return marker;
            }
        }
        throw JpegStreamException.truncated();
    }

    /**
     * Reads the segment that comes next.
     *
     * @throws JpegStreamException if none comes, or the file ends before it does
     */
    public Segment segment() throws JpegStreamException {
        int marker = marker();
        if (position + 4 > file.length) {
            throw JpegStreamException.truncated();
        }
        int length = Markers.unsignedShort(file, position + 2);
        if (length < 2) {
            throw new JpegStreamException("a segment of length " + length);
        }
        if (position + 2 + length > file.length) {
            throw JpegStreamException.truncated();
        }
        byte[] data = Arrays.copyOfRange(file, position + 4, position + 2 + length);
        position += 2 + length;
        return new Segment(marker, data);
    }

    /**
     * Passes a scan's entropy-coded data, with its stuffed zeros and restart markers.
     *
     * @throws JpegStreamException if the file ends before the next marker
     */
    public void passScan() throws JpegStreamException {
        while (position + 1 < file.length) {
            int next = file[position + 1] & 0xff;
            if (file[position] == (byte) 0xff && next != 0xff && next != 0 && !Markers.isRestart(next)) {
                return;
            }
            position++;
        }
        throw JpegStreamException.truncated();
    }
}
