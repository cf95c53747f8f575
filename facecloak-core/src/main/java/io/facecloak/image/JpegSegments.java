package io.facecloak.image;

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

    static final int APP0 = 0xe0;
    static final int APP1 = 0xe1;
    static final int APP2 = 0xe2;
    static final int APP13 = 0xed;
    static final int APP14 = 0xee;
    static final int COMMENT = 0xfe;
    static final int DQT = 0xdb;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;

    /** The most a segment can hold. */
    static final int MAX_DATA = 65533;

    /** Encoders make about ten; each costs a pass over the whole picture, however few bytes it has. */
    private static final int MAX_SCANS = 128;

    /** @param data without marker and length */
    record Segment(int marker, byte[] data) {

        boolean startsWith(String latin1) {
            return PhotoFormat.startsWith(data, 0, latin1);
        }

        /** Application data or a comment, which decoding does not need. */
        boolean isMetadata() {
            return marker >= APP0 && marker <= 0xef || marker == COMMENT;
        }

        /** SOF0..SOF15, which share their range with DHT, JPG and DAC. */
        boolean isFrame() {
            return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        }
    }

    /** @throws PhotoFormatException if the file ends before its EOI marker, or the structure is broken */
    static JpegSegments parse(byte[] bytes, String name) throws PhotoFormatException {
        List<Segment> head = new ArrayList<>();
        int scans = -1;
        int scanCount = 0;
        int at = 2;
        while (true) {
            at = skipToMarker(bytes, at, scans >= 0, name);
            int marker = bytes[at + 1] & 0xff;
            if (marker == EOI) {
                if (scans < 0) {
                    throw PhotoFormatException.corrupt(name, "no picture data", null);
                }
                return new JpegSegments(List.copyOf(head), scans, at + 2);
            }
            if (marker == SOI || marker == 0 || marker >= 0xd0 && marker <= 0xd7) {
                throw PhotoFormatException.corrupt(name, "misplaced marker " + Integer.toHexString(marker), null);
            }
            if (at + 4 > bytes.length) {
                throw PhotoFormatException.truncated(name);
            }
            int length = (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
            if (length < 2) {
                throw PhotoFormatException.corrupt(name, "a segment of length " + length, null);
            }
            if (at + 2 + length > bytes.length) {
                throw PhotoFormatException.truncated(name);
            }
            if (marker == SOS && ++scanCount > MAX_SCANS) {
                throw PhotoFormatException.corrupt(name, "more than " + MAX_SCANS + " scans", null);
            }
            if (marker == SOS && scans < 0) {
                scans = at;
            } else if (scans < 0) {
                byte[] data = new byte[length - 2];
                System.arraycopy(bytes, at + 4, data, 0, data.length);
                head.add(new Segment(marker, data));
            }
            at += 2 + length;
        }
    }

    /** The next marker; between scans' data, stuffed zeros and restart markers are skipped too. */
    private static int skipToMarker(byte[] bytes, int from, boolean inScan, String name) throws PhotoFormatException {
        for (int at = from; at + 1 < bytes.length; at++) {
            if (bytes[at] == (byte) 0xff) {
                int next = bytes[at + 1] & 0xff;
                if (next != 0xff && !(inScan && (next == 0 || next >= 0xd0 && next <= 0xd7))) {
                    return at;
                }
            } else if (!inScan) {
                throw PhotoFormatException.corrupt(name, "no marker at byte " + at, null);
            }
        }
        throw PhotoFormatException.truncated(name);
    }
}
