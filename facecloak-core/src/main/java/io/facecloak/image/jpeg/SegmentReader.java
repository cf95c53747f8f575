package io.facecloak.image.jpeg;

import java.util.Arrays;

/** Walks through the marker segments of a JPEG file, from behind SOI. Not thread-safe. */
public final class SegmentReader {

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
     * The marker that comes next, perhaps behind fill bytes; the position is then where it begins.
     *
     * @throws JpegStreamException if something else comes, or the file ends
     */
    public int marker() throws JpegStreamException {
        while (position + 1 < file.length) {
            if (file[position] != (byte) 0xff) {
                throw new JpegStreamException("no marker at byte " + position);
            }
            int marker = file[position + 1] & 0xff;
            if (marker != 0xff) {
                return marker;
            }
            position++;
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
