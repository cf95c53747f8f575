package io.facecloak.internal.image;

import io.facecloak.image.PhotoFormatException;
import io.facecloak.internal.jpeg.JpegStreamException;
import io.facecloak.internal.jpeg.Markers;
import io.facecloak.internal.jpeg.Segment;
import io.facecloak.internal.jpeg.SegmentReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The structure of a JPEG file: the marker segments before the first scan, and what follows up to EOI. What follows the first picture
 * (previews, videos of motion photos) is no part of it, nor is what stands between segments.
 *
 * @param head the segments between SOI and the first scan
 * @param scans the scans, each with its entropy-coded data, and the segments that decode them; anything else between them is left out
 * @param end offset behind the EOI marker
 */
public record JpegSegments(List<Segment> head, List<Piece> scans, int end) {

    /** Encoders make about ten; each costs a pass over the whole picture, however few bytes it has. */
    private static final int MAX_SCANS = 128;

    /** A part of the file, from an offset to another. */
    record Piece(int from, int to) {}

    /** @throws PhotoFormatException if the file ends before its EOI marker, or the structure is broken */
    public static JpegSegments parse(byte[] bytes, String name) throws PhotoFormatException {
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
        List<Piece> scans = new ArrayList<>();
        int scanCount = 0;
        while (in.marker() != Markers.EOI) {
            int marker = in.marker();
            if (marker == Markers.SOI) {
                throw PhotoFormatException.corrupt(name, "misplaced marker " + Integer.toHexString(marker), null);
            }
            int start = in.position();
            Segment segment = in.segment();
            if (marker == Markers.SOS) {
                if (++scanCount > MAX_SCANS) {
                    throw PhotoFormatException.corrupt(name, "more than " + MAX_SCANS + " scans", null);
                }
                in.passScan();
            }
            if (scanCount == 0) {
                head.add(segment);
            } else if (Markers.isPicture(marker)) {
                scans.add(new Piece(start, in.position()));
            }
        }
        if (scanCount == 0) {
            throw PhotoFormatException.corrupt(name, "no picture data", null);
        }
        return new JpegSegments(List.copyOf(head), List.copyOf(scans), in.position() + 2);
    }
}
