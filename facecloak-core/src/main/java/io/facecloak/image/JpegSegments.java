package io.facecloak.image;

import io.facecloak.image.jpeg.JpegStreamException;
import io.facecloak.image.jpeg.Markers;
import io.facecloak.image.jpeg.Segment;
import io.facecloak.image.jpeg.SegmentReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The structure of a JPEG file: the marker segments before the first scan, and where the scans begin and end. What follows the first
 * picture (previews, videos of motion photos) is no part of it.
 *
 * @param head the segments between SOI and the first scan
 * @param scans offset of the first SOS marker
 * @param end offset behind the EOI marker
 */
record JpegSegments(List<Segment> head, int scans, int end) {

    /** Encoders make about ten; each costs a pass over the whole picture, however few bytes it has. */
    private static final int MAX_SCANS = 128;

    /** @throws PhotoFormatException if the file ends before its EOI marker, or the structure is broken */
    static JpegSegments parse(byte[] bytes, String name) throws PhotoFormatException {
        try {
            return parse(new SegmentReader(bytes), name);
        } catch (JpegStreamException e) {
            throw e.isTruncated()
                    ? PhotoFormatException.truncated(name)
                    : PhotoFormatException.corrupt(name, e.getMessage(), e);
        }
    }

    private static JpegSegments parse(SegmentReader in, String name) throws JpegStreamException, PhotoFormatException {
        List<Segment> head = new ArrayList<>();
        int scans = -1;
        int scanCount = 0;
        while (in.marker() != Markers.EOI) {
            int marker = in.marker();
            if (marker == Markers.SOI || marker == 0 || Markers.isRestart(marker)) {
                throw PhotoFormatException.corrupt(name, "misplaced marker " + Integer.toHexString(marker), null);
            }
            int start = in.position();
            Segment segment = in.segment();
            if (marker == Markers.SOS) {
                if (++scanCount > MAX_SCANS) {
                    throw PhotoFormatException.corrupt(name, "more than " + MAX_SCANS + " scans", null);
                }
                scans = scans < 0 ? start : scans;
            }
            if (scans < 0) {
                head.add(segment);
            } else {
                in.passScan();
            }
        }
        if (scans < 0) {
            throw PhotoFormatException.corrupt(name, "no picture data", null);
        }
        return new JpegSegments(List.copyOf(head), scans, in.position() + 2);
    }
}
